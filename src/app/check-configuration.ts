import type { ConfigFinding, ConfigRemark } from "../core/checks/index.ts";
import { type ConfigProblem, configAnnotations, configFileNames } from "../core/config/index.ts";
import type { RepositoryFiles } from "../core/model/index.ts";
import type { CheckRuns } from "../ports/check-runs.ts";
import type { CodeHost, RepositoryFacts } from "../ports/code-host.ts";
import type { ReadConfiguration } from "./run-pass.ts";
import { showConfigCheck, showMergeGroupCheck } from "./show-checks.ts";

export interface CheckParts {
  readonly host: CodeHost;
  readonly checks: CheckRuns;
  readonly readConfiguration: ReadConfiguration;
}

/** What became of it, in a few words for the log. */
export type CheckedConfiguration =
  | "no configuration in it"
  | "not for the default branch"
  | "not open any more"
  | "nothing is written here"
  | "no permission to write checks"
  | ConfigFinding["kind"];

/**
 * The check on a pull request that changes the configuration, whoever wrote it and wherever it lives: its files are only
 * read. Asks one question where it changes none. Doing it again writes nothing, unless it was asked for `again`.
 */
export async function checkConfiguration(
  parts: CheckParts,
  number: number,
  { again }: { readonly again: boolean } = { again: false },
): Promise<CheckedConfiguration> {
  const { host } = parts;
  const changed = await host.changedPaths(number);
  if (!configFileNames.some((name) => changed.has(name))) return "no configuration in it";
  const [pullRequest, facts] = await Promise.all([host.pullRequest(number), host.describe()]);
  if (pullRequest.state !== "open") return "not open any more";
  if (pullRequest.baseBranch !== facts.defaultBranch) return "not for the default branch";
  const tip = await host.branch(facts.defaultBranch);
  const base = tip === null ? null : await host.filesAt(tip.commit, configFileNames);
  if (base !== null && (await isSilent(parts, base, facts))) return "nothing is written here";
  const head = await host.filesAt(pullRequest.headCommit, configFileNames);
  const finding = await look(parts, head, facts, (file) => changed.has(file));
  return show(parts, pullRequest.headCommit, finding, again);
}

/** The checks on what a merge queue would merge: `commit` on top of `base`. They always conclude. */
export async function checkMergeGroup(
  parts: CheckParts,
  { commit, base }: { readonly commit: string; readonly base: string },
): Promise<CheckedConfiguration> {
  const { host, checks } = parts;
  const facts = await host.describe();
  const before = await host.filesAt(base, configFileNames);
  if (await isSilent(parts, before, facts)) return "nothing is written here";
  const shown = await showMergeGroupCheck(checks, commit);
  if (shown.kind === "not-allowed") return "no permission to write checks";
  const after = await host.filesAt(commit, configFileNames);
  const changed = configFileNames.filter((name) => !isSame(before, after, name));
  // A configuration that was wrong before is no reason to stop a merge that leaves it as it is.
  const finding: ConfigFinding =
    changed.length === 0
      ? { kind: "untouched" }
      : await look(parts, after, facts, (file) => changed.includes(file));
  return show(parts, commit, finding, false);
}

async function look(
  { readConfiguration }: CheckParts,
  files: RepositoryFiles,
  facts: RepositoryFacts,
  isChanged: (file: string) => boolean,
): Promise<ConfigFinding> {
  const read = await readConfiguration(files, facts);
  const remarksOn = (problems: readonly ConfigProblem[]): readonly ConfigRemark[] =>
    configAnnotations(problems, isChanged);
  if (!read.ok) {
    const flaws = read.error.map(({ file, line, message }) => ({ path: file, line, message }));
    return { kind: "flawed", flaws, remarks: remarksOn(read.error) };
  }
  if (!read.value.isConfigured) return { kind: "removed" };
  return { kind: "good", remarks: remarksOn(read.value.warnings) };
}

async function show(
  { checks }: CheckParts,
  commit: string,
  finding: ConfigFinding,
  again: boolean,
): Promise<CheckedConfiguration> {
  const shown = await showConfigCheck(checks, commit, finding, again);
  return shown.kind === "shown" ? finding.kind : "no permission to write checks";
}

/** In the mode `observe` nothing is written, and that is what the default branch decides. */
async function isSilent(
  { readConfiguration }: CheckParts,
  files: RepositoryFiles,
  facts: RepositoryFacts,
): Promise<boolean> {
  const read = await readConfiguration(files, facts);
  return read.ok && read.value.policy.mode === "observe";
}

function isSame(before: RepositoryFiles, after: RepositoryFiles, path: string): boolean {
  return JSON.stringify(before.files.get(path)) === JSON.stringify(after.files.get(path));
}
