// Takes the files of a repository; gives the settings found in them with their places, and proven edits.

export { assembleLocated, type Unlocated } from "./assemble-located.ts";
export { autoscalersOf } from "./autoscalers-of.ts";
export { blockOf } from "./block-of.ts";
export { type ContainerChoice, chooseContainer } from "./choose-container.ts";
export { chooseCount, countsOf } from "./counts/choose-count.ts";
export type { LocatedCount } from "./counts/located-count.ts";
export {
  changeDeclared,
  type DeclaredChange,
  type DeclaredValue,
  findDeclared,
  type ValueAddress,
} from "./declared/change-declared.ts";
export { editedSubstitution } from "./deployer/edited-substitution.ts";
export { applyKustomizeOptions } from "./deployer/kustomize-overlay.ts";
export { readFilledSentinels } from "./deployer/read-filled-sentinels.ts";
export { substituteVariables } from "./deployer/substitute-variables.ts";
export {
  type DeclaringEnvironment,
  declaringEnvironments,
  readRenderedDeclarations,
} from "./deployments/declaring-environments.ts";
export type { RenderedDeclarations } from "./deployments/rendered-declarations.ts";
export { applyEdits } from "./edit/apply-edits.ts";
export { changesLeft } from "./edit/changes-left.ts";
export type { ContainerChange, CountChange, EditPlan } from "./edit/edit-plan.ts";
export { planEdits } from "./edit/plan-edits.ts";
export { withSharers } from "./edit/shared-values.ts";
export {
  type ChartEnvironment,
  type Environment,
  isChosen,
  type KustomizedEnvironment,
} from "./environment.ts";
export { filesToRender } from "./files-to-render.ts";
export { findContainer } from "./find-container.ts";
export { assembleChartTrace } from "./helm/assemble-chart-trace.ts";
export type { ChartTrace } from "./helm/chart-trace.ts";
export { chooseSentinels } from "./helm/choose-sentinels.ts";
export type { HelmSource } from "./helm/helm-source.ts";
export { plantInValues } from "./helm/plant-in-values.ts";
export { type FedFields, readChartSentinels, untracedAmounts } from "./helm/read-chart-sentinels.ts";
export {
  type ChartSurvey,
  type ChartUse,
  surveyCharts,
} from "./helm/survey-charts.ts";
export { groupByBlock, type ValueSentinel } from "./helm/value-sentinel.ts";
export { type InflatedChart, inflatedChart, standInName, standInPath } from "./inflation/inflated-chart.ts";
export { replaceCharts } from "./inflation/replace-charts.ts";
export type { Kustomization } from "./kustomization.ts";
export { inflatingLayers } from "./layers-of.ts";
export type { Located, LocatedContainer, LocatedSetting } from "./located.ts";
export { claimBlocks } from "./operators/claim-blocks.ts";
export type { Place } from "./place.ts";
export { plantSentinels } from "./plant-sentinels.ts";
export { compareRenders, type Excused } from "./proof/compare-renders.ts";
export { declaredChanges } from "./proof/declared-changes.ts";
export { proveByReparse } from "./proof/prove-by-reparse.ts";
export { reachOf } from "./reach.ts";
export { readPlanted } from "./read-sentinels.ts";
export { type MarkedValue, markedValues, planMarkedEdits } from "./setters/marked-values.ts";
export { locateStatically } from "./static/locate-statically.ts";
export { type Survey, surveyRepository } from "./survey.ts";
export { type OwnTemplate, templatesOf } from "./templates/own-templates.ts";
export { plantInTemplates } from "./templates/plant-in-templates.ts";
export { throughTemplates } from "./templates/through-templates.ts";
export type { Trace } from "./trace.ts";
export { traceRaw } from "./trace-raw.ts";
export { narrowOf } from "./traced-value.ts";
export type { Running } from "./values-shapes/claim-values.ts";
export { locateByValues } from "./values-shapes/locate-by-values.ts";
export { releasesIn } from "./values-shapes/release.ts";
export { unclaimedValues } from "./values-shapes/unclaimed-values.ts";
