import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { findProgram, programRenderer } from "../../../adapters/render/index.ts";
import type { Renderer } from "../../../ports/renderer.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { type CacheFlags, withCache } from "./cache-flags.ts";
import { type ProcessEnvironment, variable } from "./environment.ts";

/** Programs that a person named instead of those on the PATH, and where renders are kept. */
export interface RendererFlags extends CacheFlags {
  readonly kubectl?: string | undefined;
  readonly helm?: string | undefined;
}

/** A renderer with the programs that flags name, or the ones on the PATH; `null` where there is none. */
export async function openRenderer(flags: RendererFlags, streams: Streams): Promise<Renderer | null> {
  const kubectl = await programFor("kubectl", flags.kubectl, streams.environment);
  const helm = await programFor("helm", flags.helm, streams.environment);
  if (kubectl === null && helm === null) return null;
  return await withCache(programRenderer({ kubectl, helm }), { kubectl, helm }, flags, streams);
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
