// Takes a ChangePlan with its findings and proof; gives branch name, commit message, title and annotated body.
export { branchName } from "./branch-name.ts";
export { chartSvg } from "./chart-svg.ts";
export { closeComment, closeSentences } from "./close-comment.ts";
export {
  commitMessage,
  isUntouched,
  readChangeOf,
  readCommitMessage,
  rollbackMessage,
  type Wording,
} from "./commit-message.ts";
export { askedIn, carryTicks, controls } from "./controls.ts";
export { followSentences } from "./follow-sentences.ts";
export { changeTitle } from "./headline.ts";
export { describeFreed, formatMoney, savingCell, totalSavings } from "./money.ts";
export {
  type BodyFrame,
  type ChangeStory,
  isStoryCut,
  pullRequestBody,
  wholeStory,
} from "./pull-request-body.ts";
export { type RollbackStory, rollbackBody, rollbackTitle } from "./rollback-body.ts";
export { rollbackId } from "./rollback-branch.ts";
export { isSemantic } from "./semantic-commits.ts";
export { saysTheSame, withStatus } from "./status-block.ts";
export { chartsOf, type UsageChart } from "./usage-chart.ts";
