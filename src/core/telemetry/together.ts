import type { InstantSample } from "../model/index.ts";

// No metric has a label of this name.
const tag = "optpass_asked";

/** Several expressions as one question; each answer carries the name of its expression. */
export function together(expressions: Readonly<Record<string, string>>): string {
  return Object.entries(expressions)
    .map(([name, promql]) => `label_replace(${promql}, "${tag}", "${name}", "", "")`)
    .join(" or ");
}

/** The answers to one of the expressions. */
export function answersTo<Sample extends Pick<InstantSample, "labels">>(
  samples: readonly Sample[],
  name: string,
): readonly Sample[] {
  return samples.filter(({ labels }) => labels[tag] === name);
}
