import type { CloseReason, RefusalCode } from "../core/model/index.ts";

/**
 * What a refusal means for a pull request that proposes what is refused now. `null`: nobody knows whether it is still
 * right, because something could not be measured, found or edited, and that closes nothing. Every code says which it is.
 */
const reasons: Readonly<Record<RefusalCode, CloseReason | null>> = {
  // What was proposed is as good as there.
  "within-dead-band": "within-dead-band",
  "holds-stated-risk": "within-dead-band",
  "small-saving": "within-dead-band",

  // It was measured, and shows that the need is not known.
  "low-coverage": "data-quality",
  "hpa-owned": "data-quality",
  "suspected-leak": "data-quality",
  throttled: "data-quality",
  "limit-reached": "data-quality",
  "jvm-memory": "data-quality",
  "heap-size-unknown": "data-quality",
  "heap-need-unknown": "data-quality",
  "heap-needs-limit": "data-quality",
  "heap-may-grow": "data-quality",

  // People decided so, in the configuration.
  "turned-off": "config-disabled",
  "above-ceiling": "config-disabled",
  "outside-paths": "config-disabled",

  "not-in-repository": "target-removed",

  // Too little was seen. It may be back with the next pass.
  "no-usage": null,
  "too-little-data": null,
  "young-workload": null,
  "no-longer-running": null,
  "few-runs": null,
  "requests-unknown": null,
  "fact-unknown": null,
  "too-early-to-lower": null,

  // Another value than the proposed one was refused.
  "limit-never-lowered": null,
  "limit-too-low": null,
  "guaranteed-pod": null,
  "blocked-by-guard": null,

  // Where the value is, or what else an edit would change, was not found out.
  "ambiguous-location": null,
  "ambiguous-target": null,
  "untraced-value": null,
  "substituted-value": null,
  "render-failed": null,
  "missing-dependency": null,
  "chart-elsewhere": null,
  "unclaimed-value": null,
  "no-value-at-path": null,
  "repeated-path": null,
  "shared-value": null,
  "shared-manifest": null,
  "shared-anchor": null,
  "generated-file": null,
  "symlinked-file": null,
  "template-file": null,
  "malformed-file": null,
  "unreadable-file": null,
  "unsupported-syntax": null,
  "unknown-format": null,
  "impossible-quantity": null,
  "impossible-count": null,
  "autoscaled-replicas": null,
  "proof-failed": null,
  "unfit-value": null,
  "malformed-setter": null,
  "repeated-setter": null,
  "other-repository": null,
  "outside-repository": null,
  "nothing-at-path": null,
  "undecidable-generator": null,
  "undecided-template": null,
  "undecided-deployment": null,
  "values-elsewhere": null,
  "two-stage-render": null,
  "rendered-declaration": null,
  "too-many-deployments": null,
};

export function closeReasonOf(code: RefusalCode): CloseReason | null {
  return reasons[code];
}
