// Takes a proposed change, or what is wrong with a configuration; gives the check that a reviewer sees on the commit.
export type { LineNote } from "./annotate-lines.ts";
export { verbOfButton } from "./buttons.ts";
export { type ConfigFinding, type ConfigRemark, configCheck } from "./config-check.ts";
export {
  type EvidencePlace,
  evidenceComment,
  evidenceCommit,
  evidenceElsewhere,
} from "./evidence-comment.ts";
export { mergeGroupCheck } from "./merge-group-check.ts";
export { type ProposalToCheck, proposalCheck } from "./proposal-check.ts";
export { unchangedCheck } from "./unchanged-check.ts";
