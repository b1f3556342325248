import type { Guard } from "../guard.ts";

// Half of the evidence that a week of full coverage gives.
const shaky = 0.5;

/** Little evidence is said before the reviewer has to ask. */
export const confidence = {
  id: "confidence",
  promise: "the evidence covers at least half of a week",
  check({ plan }) {
    const least = Math.min(...plan.recommendations.map((recommendation) => recommendation.confidence));
    if (least >= shaky) return null;
    return {
      verdict: "warn",
      message: `Confidence is only ${Math.round(least * 100)} %: review the evidence closely.`,
    };
  },
} as const satisfies Guard;
