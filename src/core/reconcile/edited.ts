import type { ChangeRecord } from "../model/index.ts";
import type { ObservedBranch } from "./observed.ts";

/**
 * Whether a person changed the branch, by what is in it and not by who pushed it. A pass that died after its push left a
 * commit that the record does not know, but that is still as it was made; and a merge of the base branch by the host's
 * own button changes nothing of the proposal.
 */
export function isEdited(branch: ObservedBranch, { head }: ChangeRecord): boolean {
  const isOurs = branch.untouched || branch.commit === head.commit || branch.tree === head.tree;
  return !isOurs && !branch.onlyMerged;
}
