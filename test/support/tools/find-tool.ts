import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Programs that some tests run as an independent oracle or as a real server. */
export const toolNames = [
  "prometheus",
  "promtool",
  "victoria-metrics",
  "kubectl",
  "helm",
  "postgres",
  "initdb",
] as const;

export type ToolName = (typeof toolNames)[number];

/** Path of each program, or `null` where it could not be had. */
export type Tools = Readonly<Record<ToolName, string | null>>;

/** Where programs are put that were not on PATH; kept between runs, not in git. */
export const toolsFolder = fileURLToPath(new URL("../../../.cache/tools", import.meta.url));

/** Path of a program on PATH, else where an earlier run installed it, else `null`. */
export function findTool(name: ToolName): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const more = [join(toolsFolder, "bin"), ...postgresFolders("/usr"), ...postgresFolders(unpackedPostgres)];
  return [...folders, ...more].map((folder) => join(folder, name)).find(isProgram) ?? null;
}

/** Where the package of a PostgreSQL is unpacked that was not on the machine. */
export const unpackedPostgres = join(toolsFolder, "postgresql", "usr");

/** Debian keeps the servers of all versions beside each other, off PATH. The newest first. */
function postgresFolders(prefix: string): readonly string[] {
  const versions = join(prefix, "lib", "postgresql");
  if (!existsSync(versions)) return [];
  const newestFirst = readdirSync(versions).toSorted((left, right) => Number(right) - Number(left));
  return newestFirst.map((version) => join(versions, version, "bin"));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
