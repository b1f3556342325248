/** What the first configuration says beyond its defaults. */
export interface StartingConfig {
  /** Names of the operator's data sources; with several, the file has to pick one. */
  readonly sources: readonly string[];
}

/**
 * The file that the onboarding pull request proposes. It says what holds without it as well, so that a person sees where
 * to turn: defaults in words, and one line for each that people change first.
 */
export function startingConfig({ sources }: StartingConfig): string {
  const [first, ...others] = sources;
  const source =
    first === undefined || others.length === 0
      ? []
      : ["", `# Which Prometheus to read. There are ${sources.join(", ")}.`, `source: ${first}`];
  return [
    "# OptPass reads this file from the default branch only.",
    "version: 1",
    "",
    "# observe: nothing is written. dashboard: one issue. pr: pull requests, too.",
    "mode: pr",
    ...source,
    "",
  ].join("\n");
}
