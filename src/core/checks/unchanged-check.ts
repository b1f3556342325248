import { type CheckReport, checkNames, plain } from "../model/index.ts";

/**
 * The check on a commit that somebody asks for again while there are no values of ours to check there: a person changed
 * it, or another commit took its place. It concludes all the same, since a required check that does not blocks the merge.
 */
export function unchangedCheck(commit: string, why: string): CheckReport {
  return {
    name: checkNames.proposal,
    commit,
    conclusion: "neutral",
    title: "Nothing to check at this commit",
    summary: plain(why),
    text: null,
    annotations: [],
    buttons: [],
  };
}
