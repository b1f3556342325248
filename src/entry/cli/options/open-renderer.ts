import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { findKubectl, kubectlRenderer } from "../../../adapters/render/index.ts";
import type { Renderer } from "../../../ports/renderer.ts";
import { UsageError } from "../usage-error.ts";
import { type ProcessEnvironment, variable } from "./environment.ts";

/** The renderer that a flag names, or the one on the PATH; `null` where there is none. */
export async function openRenderer(
  path: string | undefined,
  environment: ProcessEnvironment,
): Promise<Renderer | null> {
  if (path !== undefined && !existsSync(path)) throw new UsageError(`--kubectl: there is no program ${path}`);
  const kubectl = path === undefined ? await findKubectl(variable(environment, "PATH")) : resolve(path);
  return kubectl === null ? null : kubectlRenderer({ kubectl });
}
