import { join } from "node:path";
import { type Command, Option, type OptionValues } from "@commander-js/extra-typings";
import { identifyProgram } from "../../../adapters/render/index.ts";
import { keepRenders, openRenderFolder } from "../../../adapters/render-cache/index.ts";
import { makeFolder } from "../../../adapters/system/make-folder.ts";
import type { Renderer } from "../../../ports/renderer.ts";
import { printable } from "../output/printable.ts";
import type { Streams } from "../streams.ts";
import { type ProcessEnvironment, variable } from "./environment.ts";

export interface CacheFlags {
  /** `false`: `--no-cache`. */
  readonly cache?: string | boolean | undefined;
}

/** Adds the flags of every command that renders. */
export function addCacheOptions<Args extends unknown[], Flags extends OptionValues>(
  command: Command<Args, Flags>,
) {
  const meaning =
    "keep renders in this folder, so that the next run renders only what changed (or OPTPASS_CACHE; default: optpass in your cache folder)";
  return command
    .addOption(new Option("--cache <dir>", meaning))
    .addOption(new Option("--no-cache", "render everything anew and keep nothing"));
}

/** The same renderer, with what it rendered kept. A cache that cannot be used is a notice, and never an error. */
export async function withCache(
  renderer: Renderer,
  programs: { readonly kubectl: string | null; readonly helm: string | null },
  flags: CacheFlags,
  { environment, stderr }: Streams,
): Promise<Renderer> {
  const directory = cacheDirectory(flags, environment);
  if (directory === null) return renderer;
  const notice = (text: string): void => {
    stderr.write(`${printable(text)} --no-cache does without.\n`);
  };
  try {
    makeFolder(directory);
    const folder = await openRenderFolder(directory, { notice });
    const identify = async (name: "kubectl" | "helm"): Promise<string | null> => {
      const program = programs[name];
      return program === null ? null : await identifyProgram(name, program);
    };
    const identities = { kubectl: () => identify("kubectl"), helm: () => identify("helm") };
    return keepRenders(renderer, identities, folder);
  } catch (error) {
    notice(`Renders are not kept: ${error instanceof Error ? error.message : error}.`);
    return renderer;
  }
}

/** `null` where nobody wants one, or where this user has no folder for it. */
function cacheDirectory({ cache }: CacheFlags, environment: ProcessEnvironment): string | null {
  if (cache === false) return null;
  const named = typeof cache === "string" ? cache : variable(environment, "OPTPASS_CACHE");
  if (named !== undefined) return named;
  const shared = variable(environment, "XDG_CACHE_HOME");
  // The standard says that a relative path there counts as none.
  if (shared?.startsWith("/")) return join(shared, "optpass");
  const home = variable(environment, "HOME");
  return home === undefined ? null : join(home, ".cache", "optpass");
}
