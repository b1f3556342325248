import { code, plain } from "../model/index.ts";
import type { ConfigProblem } from "./problem.ts";

/** A text for people on a code host. */
export interface ConfigIssue {
  readonly title: string;
  readonly body: string;
}

/** A remark on a line of a file. */
export interface ConfigAnnotation {
  readonly path: string;
  readonly line: number;
  readonly title: string;
  readonly message: string;
}

// What one look takes in; the rest shows once these are gone.
const mostListed = 20;

/** The issue that says what is wrong, and what that means until it is corrected. `problems` is not empty. */
export function configProblemsIssue(problems: readonly ConfigProblem[]): ConfigIssue {
  const listed = problems.slice(0, mostListed).map(({ file, line, column, path, message }) => {
    const about = path === "" ? "" : `${code(path)}: `;
    return `- ${code(`${file}:${line}:${column}`)} ${about}${plain(message)}`;
  });
  const rest = problems.length - listed.length;
  const more = rest > 0 ? [`- and ${rest} more`] : [];
  return {
    title: "OptPass: the configuration has mistakes",
    body: [
      "OptPass cannot go by its configuration, so it opens and updates no pull request here.",
      "",
      ...listed,
      ...more,
      "",
      `${code("optpass config validate")} finds the same before a commit. This issue is kept up to date, and closed once everything is correct.`,
      "",
    ].join("\n"),
  };
}

/** The same on the lines of a pull request that changes these files; what is in other files is left out. */
export function configAnnotations(
  problems: readonly ConfigProblem[],
  changed: (file: string) => boolean,
): readonly ConfigAnnotation[] {
  return problems
    .filter(({ file }) => changed(file))
    .map(({ file, line, path, message }) => ({
      path: file,
      line,
      title: path === "" ? "OptPass configuration" : path.slice(0, 200),
      message,
    }));
}
