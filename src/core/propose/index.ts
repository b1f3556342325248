// Takes a ChangePlan with its findings and proof; gives branch name, commit message, title and annotated body.
export { branchName } from "./branch-name.ts";
export { chartSvg } from "./chart-svg.ts";
export { commitMessage, isUntouched } from "./commit-message.ts";
export { changeTitle } from "./headline.ts";
export { describeFreed, formatMoney, savingCell, totalSavings } from "./money.ts";
export { type ChangeStory, pullRequestBody } from "./pull-request-body.ts";
export { chartsOf, type UsageChart } from "./usage-chart.ts";
