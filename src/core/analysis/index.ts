// Takes Evidence and the current Settings of a container; gives Recommendations, or says why there is none.
export { type Recommended, recommend } from "./recommend.ts";
export { defaultTuning, type TuningOptions } from "./tuner.ts";
