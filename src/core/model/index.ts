// The nouns every stage shares. Data and checking constructors only; no stage's behaviour.
export * from "./action.ts";
export * from "./change-plan.ts";
export * from "./change-record.ts";
export * from "./decode-file.ts";
export * from "./describe-amount.ts";
export * from "./distribution.ts";
export * from "./evidence.ts";
export * from "./instant.ts";
export * from "./quantity.ts";
export * from "./recommendation.ts";
export * from "./refusal.ts";
export * from "./repository.ts";
export * from "./result.ts";
export * from "./series.ts";
export * from "./setting.ts";
export * from "./show-text.ts";
export * from "./workload.ts";
