import type { Refusal } from "../model/index.ts";
import { isChosen } from "./environment.ts";
import type { Located } from "./located.ts";
import { reachOf } from "./reach.ts";

/** What is known of a container that was not found; a missing part matches anything. */
interface Missed {
  readonly name: string;
  readonly kind?: string | undefined;
  readonly container?: string | undefined;
}

/**
 * Why a container was not found: the problem of a file or an environment that mentions it, else `not-in-repository`.
 */
export function explainMiss(located: Located, target: Missed, choice: string | undefined): Refusal {
  const { survey } = located;
  for (const problem of [...survey.problems, ...survey.setters.problems]) {
    const file =
      "file" in problem && typeof problem.file === "string"
        ? survey.files.files.get(problem.file)
        : undefined;
    if (file?.kind === "text" && mentions(file.text, target)) return problem;
  }
  for (const { environment, refusal } of located.unlocated) {
    if (!isChosen(environment, choice)) continue;
    for (const path of reachOf(survey, environment)) {
      const file = survey.files.files.get(path);
      if (file?.kind === "text" && mentions(file.text, target)) return refusal;
    }
  }
  return { code: "not-in-repository", origin: survey.files.origin };
}

function mentions(text: string, { name, kind, container }: Missed): boolean {
  if (text.includes(name)) return true;
  // A prefix may stand before the name.
  return container !== undefined && kind !== undefined && text.includes(container) && text.includes(kind);
}
