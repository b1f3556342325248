import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { findProgram, programRenderer } from "../../../adapters/render/index.ts";
import type { Renderer } from "../../../ports/renderer.ts";
import { UsageError } from "../usage-error.ts";
import { type ProcessEnvironment, variable } from "./environment.ts";

/** Programs that a person named instead of those on the PATH. */
export interface RendererFlags {
  readonly kubectl?: string | undefined;
  readonly helm?: string | undefined;
}

/** A renderer with the programs that flags name, or the ones on the PATH; `null` where there is none. */
export async function openRenderer(
  flags: RendererFlags,
  environment: ProcessEnvironment,
): Promise<Renderer | null> {
  const kubectl = await programFor("kubectl", flags.kubectl, environment);
  const helm = await programFor("helm", flags.helm, environment);
  return kubectl === null && helm === null ? null : programRenderer({ kubectl, helm });
}

async function programFor(
  name: "kubectl" | "helm",
  path: string | undefined,
  environment: ProcessEnvironment,
): Promise<string | null> {
  if (path === undefined) return await findProgram(name, variable(environment, "PATH"));
  if (!existsSync(path)) throw new UsageError(`--${name}: there is no program ${path}`);
  return resolve(path);
}
