import { showText } from "../model/index.ts";

/** Something wrong with a configuration, and where its author finds it. */
export interface ConfigProblem {
  /** As its author knows it: a path in the repository, or `acme/platform:base.yml@v1`. */
  readonly file: string;
  /** One-based. */
  readonly line: number;
  readonly column: number;
  /** Key that it is about: `limits.open`, `rules[2].match`; empty for the file as a whole. */
  readonly path: string;
  /** A sentence without the place. */
  readonly message: string;
}

/** `.github/optpass.yml:4:9: limits.open: 7 is more than the operator allows, which is 3`, as compilers print it. */
export function describeProblem({ file, line, column, path, message }: ConfigProblem): string {
  const about = path === "" ? "" : `${path}: `;
  return `${showText(file, 300)}:${line}:${column}: ${about}${message}`;
}

/** In the order of the file, as its author goes through it. */
export function byPlace(left: ConfigProblem, right: ConfigProblem): number {
  return left.line - right.line || left.column - right.column;
}

/** Keys and list positions, as a reader of YAML would write them. */
export type ConfigPath = readonly (string | number)[];

export function describePath(path: ConfigPath): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      return `${index === 0 ? "" : "."}${showText(part, 60)}`;
    })
    .join("");
}
