import { type CloseReason, plain } from "../model/index.ts";

const reasons: Readonly<Record<CloseReason, string>> = {
  "within-dead-band": "the values of today are close enough to what is right",
  "target-removed": "what it changes is not in the repository any more",
  superseded: "another pull request proposes the same",
  "evidence-expired": "its evidence is too old",
  "data-quality": "its evidence does not hold any more",
  declined: "people said no to everything that it proposes",
  "config-disabled": "the configuration does not want it",
  "human-applied-same-value": "the base branch has these values already",
};

/** Why OptPass closes a pull request of its own, for the person who reads it. `message` has the numbers. */
export function closeSentences(reason: CloseReason, message: string): readonly string[] {
  return [
    `Closed by OptPass, because ${reasons[reason]} (${reason}): ${message}`,
    "This is no answer of a person: it is opened again when it is wanted again. To keep it open anyway, reopen it with the label optpass:hold.",
  ];
}

/** The same as a comment. */
export function closeComment(reason: CloseReason, message: string): string {
  return closeSentences(reason, message).map(plain).join("\n\n");
}
