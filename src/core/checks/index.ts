// Takes a proposed change, or what is wrong with a configuration; gives the check that a reviewer sees on the commit.
export type { LineNote } from "./annotate-lines.ts";
export { verbOfButton } from "./buttons.ts";
export {
  type ConfigFlaw,
  configCheck,
  type ProposalToCheck,
  proposalCheck,
  proposalCheckName,
} from "./reports.ts";
