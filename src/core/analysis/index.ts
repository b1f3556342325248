// Takes Evidence and the current Settings of a container; gives Recommendations, or says why there is none.
export { type Fleet, learnFleet } from "./fleet.ts";
export { type Recommended, recommend } from "./recommend.ts";
export { defaultTuning, type LimitPolicy, limitPolicies, type TuningOptions } from "./tuner.ts";
