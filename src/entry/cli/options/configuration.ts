import { readFileSync, statSync } from "node:fs";
import { type Command, Option, type OptionValues } from "@commander-js/extra-typings";
import {
  type ConfigurationSources,
  givenConfig,
  readConfiguration,
} from "../../../app/read-configuration.ts";
import {
  type ConfigProblem,
  type Configuration,
  describeProblem,
  findConfig,
  overrideTuning,
} from "../../../core/config/index.ts";
import { formatDuration, type PolicyTuning, type RepositoryFiles } from "../../../core/model/index.ts";
import { printable } from "../output/printable.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";

export interface ConfigFlags {
  readonly config?: string | undefined;
}

/** Adds the flag of every command that follows a configuration. */
export function addConfigOption<Args extends unknown[], Flags extends OptionValues>(
  command: Command<Args, Flags>,
) {
  const meaning =
    "configuration to follow; flags win over it (default: the repository's own .github/optpass.yml)";
  return command.addOption(new Option("--config <file>", meaning));
}

/** A configuration that was read from more than a folder. */
export type OtherRepositories = Pick<ConfigurationSources, "organisation" | "owner" | "readPreset">;

const noOthers: OtherRepositories = { organisation: null, owner: null, readPreset: null };

/** Reads the file that was named, or else what the repository has. Every mistake is printed, then a UsageError thrown. */
export async function openConfiguration(
  flags: ConfigFlags,
  files: RepositoryFiles | null,
  streams: Pick<Streams, "stderr">,
  others: OtherRepositories = noOthers,
): Promise<Configuration> {
  const found =
    flags.config === undefined
      ? findConfig(files ?? { origin: "", files: new Map() })
      : givenConfig({ file: flags.config, text: readNamedFile("--config", flags.config) });
  const configuration = await readConfiguration({ found, operator: null, repository: null, ...others });
  if (!configuration.ok) throw configurationError(configuration.error, streams);
  warn(configuration.value.warnings, streams);
  return configuration.value;
}

/** Says what its author should know, though it holds. */
export function warn(warnings: readonly ConfigProblem[], streams: Pick<Streams, "stderr">): void {
  for (const warning of warnings) streams.stderr.write(`warning: ${problemLine(warning)}\n`);
}

export function configurationError(
  problems: readonly ConfigProblem[],
  streams: Pick<Streams, "stderr">,
): UsageError {
  for (const problem of problems) streams.stderr.write(`${problemLine(problem)}\n`);
  const count = problems.length === 1 ? "a mistake" : `${problems.length} mistakes`;
  return new UsageError(`the configuration has ${count}`);
}

/** The configuration with the dials that flags of the command line name over it. */
export function flagsOver(configuration: Configuration, tuning: Partial<PolicyTuning>): Configuration {
  const origins = new Map(configuration.origins);
  for (const key of Object.keys(tuning)) origins.set(`tuning.${key}`, { kind: "flag" });
  return { ...configuration, policy: overrideTuning(configuration.policy, tuning), origins };
}

/** The flags of a command that reads metrics, with the window that holds. */
export function withWindow<Flags extends { readonly window?: string | undefined }>(
  flags: Flags,
  { policy }: Configuration,
): Flags & { readonly window: string } {
  return { ...flags, window: flags.window ?? formatDuration(policy.window) };
}

// Far above the 64 KiB that a configuration may have: that is told with its own words.
const largest = 4 * 2 ** 20;

export function readNamedFile(flag: string, path: string): string {
  try {
    if (statSync(path).size > largest) throw new UsageError(`${flag}: ${path} is too large`);
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${flag}: cannot read ${path}`);
  }
}

function problemLine(problem: ConfigProblem): string {
  return printable(describeProblem(problem));
}
