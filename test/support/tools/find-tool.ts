import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Programs that some tests run as an independent oracle or as a real server. */
export const toolNames = ["prometheus", "promtool", "victoria-metrics", "kubectl", "helm"] as const;

export type ToolName = (typeof toolNames)[number];

/** Path of each program, or `null` where it could not be had. */
export type Tools = Readonly<Record<ToolName, string | null>>;

/** Where programs are put that were not on PATH; kept between runs, not in git. */
export const toolsFolder = fileURLToPath(new URL("../../../.cache/tools", import.meta.url));

/** Path of a program on PATH, else where an earlier run installed it, else `null`. */
export function findTool(name: ToolName): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return [...folders, join(toolsFolder, "bin")].map((folder) => join(folder, name)).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
