// Takes the demand of a workload and the settings of its autoscaler; gives better settings, or says why there are none.
export { type DemandSeries, partOf, sampleDemand } from "./replay/demand.ts";
export { type HpaSettings, hpaScaler } from "./replay/hpa-scaler.ts";
export { type Score, scoreFrom, scoreReplay } from "./replay/score.ts";
export { ruleOfThumb } from "./tune/rule-of-thumb.ts";
export { searchSettings } from "./tune/search.ts";
export type { Pod } from "./tune/tried.ts";
