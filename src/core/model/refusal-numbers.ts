import type { RefusalCode } from "./refusal.ts";

/**
 * A number for every code, to search for and to look up in docs/reasons.md. OP1: the evidence does not allow an answer.
 * OP2: the evidence says to leave it. OP3: the repository does not allow a safe edit. OP5: its
 * configuration says so. Tens are groups, with room to grow.
 * A number is never given to another code, and one that is no longer used stays unused.
 */
export const refusalNumbers = {
  // How much was seen.
  "no-usage": "OP101",
  "too-little-data": "OP102",
  "young-workload": "OP103",
  "low-coverage": "OP104",
  "no-longer-running": "OP105",
  "few-runs": "OP106",
  // What is not known besides.
  "requests-unknown": "OP111",
  "fact-unknown": "OP112",

  // Usage does not show the need.
  "hpa-owned": "OP201",
  "suspected-leak": "OP202",
  throttled: "OP203",
  "limit-reached": "OP204",
  // A heap takes what it may.
  "jvm-memory": "OP211",
  "heap-size-unknown": "OP212",
  "heap-need-unknown": "OP213",
  "heap-needs-limit": "OP214",
  "heap-may-grow": "OP215",
  // Not worth a change, or not yet.
  "within-dead-band": "OP221",
  "holds-stated-risk": "OP222",
  "too-early-to-lower": "OP223",
  "small-saving": "OP224",
  // What was asked for rules it out.
  "limit-never-lowered": "OP231",
  "limit-too-low": "OP232",
  "blocked-by-guard": "OP233",
  "guaranteed-pod": "OP234",

  // Where the value is written is not known.
  "not-in-repository": "OP301",
  "ambiguous-location": "OP302",
  "untraced-value": "OP303",
  "substituted-value": "OP304",
  "render-failed": "OP305",
  "ambiguous-target": "OP306",
  "missing-dependency": "OP307",
  "no-value-at-path": "OP308",
  "repeated-path": "OP309",
  // A change would reach others.
  "shared-value": "OP311",
  "shared-manifest": "OP312",
  "shared-anchor": "OP313",
  // The file is not to be edited.
  "generated-file": "OP321",
  "symlinked-file": "OP322",
  "template-file": "OP323",
  "malformed-file": "OP324",
  "unreadable-file": "OP325",
  "unsupported-syntax": "OP326",
  "unknown-format": "OP327",
  // The value or the edit is wrong.
  "impossible-quantity": "OP331",
  "proof-failed": "OP332",
  "unfit-value": "OP333",
  "impossible-count": "OP334",
  "autoscaled-replicas": "OP335",
  // What is deployed is not known, or not all of it.
  "other-repository": "OP341",
  "outside-repository": "OP342",
  "nothing-at-path": "OP343",
  "undecidable-generator": "OP344",
  "undecided-template": "OP345",
  "values-elsewhere": "OP346",
  "two-stage-render": "OP347",
  "undecided-deployment": "OP348",
  "too-many-deployments": "OP349",
  "unclaimed-value": "OP350",
  "chart-elsewhere": "OP340",
  // A comment does not say what its value is.
  "malformed-setter": "OP351",
  "repeated-setter": "OP352",
  "rendered-declaration": "OP360",

  // What is proposed, and where.
  "turned-off": "OP501",
  "above-ceiling": "OP502",
  "outside-paths": "OP503",
} as const satisfies Record<RefusalCode, `OP${number}`>;

export type RefusalNumber = (typeof refusalNumbers)[RefusalCode];

/** `OP103` for `young-workload`. */
export function numberOf({ code }: { readonly code: RefusalCode }): RefusalNumber {
  return refusalNumbers[code];
}
