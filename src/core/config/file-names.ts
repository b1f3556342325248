import type { RepositoryFiles } from "../model/index.ts";
import type { ConfigText } from "./config-layer.ts";
import type { ConfigProblem } from "./problem.ts";

const endings = [".yml", ".yaml", ".json"] as const;

/** Where a repository may keep its configuration, the first before the others. */
export const configFileNames: readonly string[] = [".github/optpass", "optpass", ".optpass"].flatMap((stem) =>
  endings.map((ending) => `${stem}${ending}`),
);

/** Where an organisation keeps what holds for its repositories: a file of its `.github` repository. */
export const organisationFile = { repository: ".github", path: "optpass.yml" } as const;

export interface FoundConfig {
  /** `null` where there is none, or what is there is no text: a problem says so then. */
  readonly text: ConfigText | null;
  readonly problem: ConfigProblem | null;
  /** Files that are not read, because another one is. */
  readonly warnings: readonly ConfigProblem[];
}

/** The configuration among the files of a repository. */
export function findConfig({ files }: RepositoryFiles): FoundConfig {
  const [name, ...others] = configFileNames.filter((one) => files.has(one));
  const file = name === undefined ? undefined : files.get(name);
  if (name === undefined || file === undefined) return { text: null, problem: null, warnings: [] };
  const warnings = others.map((other) => whole(other, `it is not read, because there is ${name}`));
  if (file.kind === "text") return { text: { file: name, text: file.text }, problem: null, warnings };
  const what = {
    symlink: "a symbolic link",
    binary: "no text",
    archive: "an archive",
    "too-large": "too large",
  }[file.kind];
  return { text: null, problem: whole(name, `it is ${what}, and is not read`), warnings };
}

function whole(file: string, message: string): ConfigProblem {
  return { file, line: 1, column: 1, path: "", message };
}
