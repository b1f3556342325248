import type { CountName } from "./count.ts";
import { describeShare } from "./describe-amount.ts";
import { type Duration, formatDuration, formatInstant, type Instant } from "./instant.ts";
import type { SettingName } from "./setting.ts";

/**
 * Why a setting is left alone. Each code carries what a reader needs to judge it; `explainRefusal` turns it into
 * one sentence. Codes are part of the JSON output and stay stable; each has a number, and a place in docs/reasons.md.
 */
export type Refusal =
  // The evidence does not allow an answer.
  | { readonly code: "no-usage"; readonly resource: string }
  | { readonly code: "too-little-data"; readonly samples: number; readonly needed: number }
  | { readonly code: "young-workload"; readonly age: Duration; readonly needed: Duration }
  | { readonly code: "low-coverage"; readonly coverage: number; readonly needed: number }
  | { readonly code: "no-longer-running"; readonly lastSeen: Instant }
  | { readonly code: "few-runs"; readonly runs: number; readonly needed: number }
  | { readonly code: "requests-unknown" }
  | { readonly code: "fact-unknown"; readonly fact: string }
  // The evidence says to leave it.
  | { readonly code: "hpa-owned"; readonly autoscaler: string; readonly resource: string }
  | { readonly code: "jvm-memory"; readonly current: string; readonly observedMax: string }
  // How memory depends on a heap: `heap` begins the sentence.
  | { readonly code: "heap-size-unknown"; readonly flag: string }
  | { readonly code: "heap-need-unknown"; readonly heap: string }
  | {
      readonly code: "heap-needs-limit";
      readonly heap: string;
      readonly holds: string;
      readonly least: string;
      readonly flag: string;
      readonly setTo: string;
    }
  | {
      readonly code: "heap-may-grow";
      readonly heap: string;
      readonly keeps: string;
      readonly wanted: string;
      readonly flag: string;
      readonly setTo: string | null;
    }
  | { readonly code: "suspected-leak"; readonly growthPerDay: string }
  | { readonly code: "throttled"; readonly share: number; readonly limit: string }
  | {
      readonly code: "within-dead-band";
      readonly setting: SettingName;
      readonly current: string;
      readonly wanted: string;
    }
  | {
      readonly code: "holds-stated-risk";
      readonly setting: SettingName;
      readonly current: string;
      readonly expected: number;
      readonly risk: number;
    }
  | { readonly code: "too-early-to-lower"; readonly seen: Duration; readonly needed: Duration }
  | {
      readonly code: "small-saving";
      readonly setting: SettingName;
      readonly current: string;
      readonly wanted: string;
      readonly saving: string;
      readonly least: string;
    }
  | { readonly code: "limit-reached"; readonly share: number; readonly limit: string }
  | { readonly code: "limit-never-lowered"; readonly setting: SettingName; readonly limit: string }
  | { readonly code: "limit-too-low"; readonly limit: string; readonly wanted: string }
  | { readonly code: "guaranteed-pod"; readonly limit: string }
  | { readonly code: "blocked-by-guard"; readonly guard: string; readonly finding: string }
  // The configuration says so.
  | { readonly code: "turned-off"; readonly rule: string }
  | {
      readonly code: "above-ceiling";
      readonly setting: SettingName;
      readonly wanted: string;
      readonly ceiling: string;
    }
  | { readonly code: "outside-paths"; readonly file: string; readonly why: string }
  // The repository does not allow a safe edit.
  | { readonly code: "not-in-repository"; readonly origin: string }
  | { readonly code: "ambiguous-location"; readonly places: readonly string[] }
  | {
      readonly code: "unclaimed-value";
      /** What makes workloads of the value, by rules that the repository does not have. */
      readonly maker: string;
      readonly file: string;
      readonly line: number;
      readonly value: string;
    }
  | { readonly code: "chart-elsewhere"; readonly chart: string }
  | { readonly code: "ambiguous-target"; readonly containers: readonly string[] }
  | {
      readonly code: "shared-value";
      readonly file: string;
      readonly line: number;
      readonly environments: readonly string[];
    }
  | {
      readonly code: "shared-manifest";
      readonly file: string;
      readonly line: number;
      readonly workloads: readonly string[];
    }
  | { readonly code: "shared-anchor"; readonly file: string; readonly line: number; readonly anchor: string }
  | { readonly code: "generated-file"; readonly file: string; readonly marker: string }
  | { readonly code: "symlinked-file"; readonly file: string; readonly pointsTo: string }
  | { readonly code: "template-file"; readonly file: string }
  | {
      readonly code: "malformed-file";
      readonly file: string;
      readonly line: number;
      /** YAML, where it is not said. */
      readonly format?: string;
      readonly problem: string;
    }
  | { readonly code: "unreadable-file"; readonly file: string; readonly problem: string }
  | {
      readonly code: "unsupported-syntax";
      readonly file: string;
      readonly line: number;
      readonly construct: string;
    }
  | {
      readonly code: "substituted-value";
      readonly file: string;
      readonly line: number;
      readonly text: string;
    }
  | {
      readonly code: "untraced-value";
      readonly environment: string;
      readonly value: string;
      readonly why: string;
    }
  | { readonly code: "render-failed"; readonly environment: string; readonly problem: string }
  | {
      readonly code: "missing-dependency";
      readonly chart: string;
      readonly dependencies: readonly string[];
    }
  | {
      readonly code: "impossible-quantity";
      readonly setting: SettingName;
      readonly value: string;
      readonly where: string;
    }
  | {
      readonly code: "impossible-count";
      readonly count: CountName;
      readonly value: string;
      readonly where: string;
    }
  | { readonly code: "autoscaled-replicas"; readonly workload: string; readonly autoscaler: string }
  | {
      readonly code: "proof-failed";
      readonly proof: "reparse" | "render";
      readonly unexpected: readonly string[];
    }
  // A value that is named by its file and path.
  | {
      readonly code: "no-value-at-path";
      readonly file: string;
      readonly path: string;
      /** What is there, as the end of a sentence. */
      readonly instead: string;
    }
  | {
      readonly code: "repeated-path";
      readonly file: string;
      readonly path: string;
      readonly lines: readonly number[];
    }
  | { readonly code: "unknown-format"; readonly file: string; readonly formats: readonly string[] }
  | {
      readonly code: "unfit-value";
      readonly file: string;
      readonly line: number;
      readonly value: string;
      readonly why: string;
    }
  // A comment that says what a value is.
  | {
      readonly code: "malformed-setter";
      readonly file: string;
      readonly line: number;
      readonly problem: string;
    }
  | { readonly code: "repeated-setter"; readonly target: string; readonly places: readonly string[] }
  // What a deployment deploys is not known, or not all of it; each with the declaration that says so.
  | {
      readonly code: "other-repository";
      readonly file: string;
      readonly line: number;
      readonly repository: string;
    }
  | {
      readonly code: "outside-repository";
      readonly file: string;
      readonly line: number;
      readonly path: string;
    }
  | { readonly code: "nothing-at-path"; readonly file: string; readonly line: number; readonly path: string }
  | {
      readonly code: "undecidable-generator";
      readonly file: string;
      readonly line: number;
      readonly generator: string;
    }
  | {
      readonly code: "undecided-template";
      readonly file: string;
      readonly line: number;
      readonly text: string;
    }
  | {
      readonly code: "values-elsewhere";
      readonly file: string;
      readonly line: number;
      readonly holder: string;
    }
  | {
      readonly code: "two-stage-render";
      readonly file: string;
      readonly line: number;
      readonly template: string;
    }
  | { readonly code: "rendered-declaration"; readonly file: string }
  | {
      readonly code: "undecided-deployment";
      readonly file: string;
      readonly line: number;
      readonly why: string;
    }
  | {
      readonly code: "too-many-deployments";
      readonly file: string;
      readonly line: number;
      readonly most: number;
    };

export type RefusalCode = Refusal["code"];

type Explain = { readonly [C in RefusalCode]: (refusal: Extract<Refusal, { code: C }>) => string };

const percent = (share: number): string => `${Math.floor(share * 100)} %`;

const sentences: Explain = {
  "no-usage": (r) => `Prometheus has no ${r.resource} usage of this container in the window.`,
  "too-little-data": (r) => `Only ${r.samples} samples were found; at least ${r.needed} are needed.`,
  "young-workload": (r) =>
    `It has been running for ${formatDuration(r.age)} only; a recommendation needs ${formatDuration(r.needed)} of history.`,
  "low-coverage": (r) =>
    `Samples cover only ${percent(r.coverage)} of the time it ran; at least ${percent(r.needed)} is needed.`,
  "no-longer-running": (r) => `No pod of it has been running since ${formatInstant(r.lastSeen)}.`,
  "few-runs": (r) =>
    `It ran ${r.runs === 1 ? "once" : `${r.runs} times`} in the window; at least ${r.needed} runs are needed to tell what the next one takes.`,
  "requests-unknown": () =>
    "Neither kube-state-metrics nor a manifest says what it requests today, so there is nothing to compare with.",
  "fact-unknown": (r) => `It could not be measured whether ${r.fact}, so nothing is assumed.`,
  "hpa-owned": (r) =>
    `HorizontalPodAutoscaler ${r.autoscaler} scales it on ${r.resource} utilisation, which is usage divided by this request: changing one without the other would change the replicas.`,
  "jvm-memory": (r) =>
    `It runs a Java heap, which is sized from the memory it is given: ${r.observedMax} was used of ${r.current}, but that does not show what it needs. Lower the heap first.`,
  "heap-size-unknown": (r) =>
    `${r.flag} may let its heap grow to a size that is not written in the repository, so its memory is not lowered. Write the size there.`,
  "heap-need-unknown": (r) =>
    `${r.heap}, so a lower limit may be a smaller heap, and the metrics do not say how much of it is needed. Export what outlives its collections (jvm_gc_live_data_size_bytes), or fix the heap's size with -Xmx.`,
  "heap-needs-limit": (r) =>
    `${r.heap}. To hold ${r.holds}, and all else beside it, the limit would have to be ${r.least}. Fix the heap's size first, with ${r.flag} at ${r.setTo} or more; the container follows it.`,
  "heap-may-grow": (r) =>
    `${r.heap}, so ${r.keeps} must be kept, though ${r.wanted} would do for what it used. Lower ${r.flag}${r.setTo === null ? "" : ` to ${r.setTo} or less`} first; the container follows it.`,
  "suspected-leak": (r) =>
    `Memory grows by about ${r.growthPerDay} a day until each pod ends: a suspected leak is reported, never sized for.`,
  throttled: (r) =>
    `Its CPU limit of ${r.limit} throttled it in ${percent(r.share)} of the periods, so usage does not show what it needs. Raise or remove the limit first.`,
  "within-dead-band": (r) => `${r.setting} ${r.current} is close enough to the wanted ${r.wanted}.`,
  "holds-stated-risk": (r) =>
    `${r.setting} ${r.current} is enough: it is expected to be passed ${describeShare(r.expected)} of the time, and ${describeShare(r.risk)} is accepted.`,
  "too-early-to-lower": (r) =>
    `It used less than it reserves for ${formatDuration(r.seen)}; it is lowered after ${formatDuration(r.needed)}, which show every weekday once.`,
  "small-saving": (r) =>
    `${r.setting} could come down from ${r.current} to ${r.wanted}, but all its pods together would free ${r.saving} only; less than ${r.least} is not worth a review.`,
  "limit-reached": (r) =>
    `It ran at its CPU limit of ${r.limit} for ${describeShare(r.share)} of the time, so usage does not show what it needs. Raise or remove the limit first.`,
  "limit-never-lowered": (r) =>
    `Request and limit are to be equal, and a CPU limit of ${r.limit} is never lowered together with its request: that is how throttling begins.`,
  "limit-too-low": (r) =>
    `It needs ${r.wanted}, more than its memory limit of ${r.limit}, which is to be kept.`,
  "guaranteed-pod": (r) =>
    `Its pod is Guaranteed, and without the CPU limit of ${r.limit} it would be Burstable: evicted sooner, and with no cores of its own. Keep the limit (--cpu-limits keep), or give the class up by hand first.`,
  "blocked-by-guard": (r) => r.finding,
  "turned-off": (r) => `The configuration turns it off (rule "${r.rule}").`,
  "above-ceiling": (r) =>
    `It needs ${r.setting} ${r.wanted}, and the configuration allows ${r.ceiling} at most. Raise the ceiling, or give it less to do.`,
  "outside-paths": (r) => `${r.file} is not to be edited: ${r.why}.`,
  "impossible-quantity": (r) =>
    `${r.setting} is "${r.value}" in ${r.where}, which no container can mean (a unit is missing or wrong). Please correct it by hand.`,
  "impossible-count": (r) =>
    `${r.count} is "${r.value}" in ${r.where}, which is no number that it can be. Please correct it by hand.`,
  "autoscaled-replicas": (r) =>
    `${r.autoscaler} decides how many replicas ${r.workload} has, so that a number written here lasts until the autoscaler looks next. Change the bounds of the autoscaler, and take this number out.`,
  "not-in-repository": (r) => `No manifest of this workload was found in ${r.origin}.`,
  "ambiguous-location": (r) =>
    `Several places define it (${r.places.join(", ")}); choose one with --environment.`,
  "ambiguous-target": (r) => `Several containers fit (${r.containers.join(", ")}); name one of them.`,
  "shared-value": (r) =>
    `${r.file}:${r.line} also feeds ${r.environments.join(", ")}; a change there would reach them too.`,
  "shared-manifest": (r) =>
    `${r.file}:${r.line} sets it for several workloads that run (${r.workloads.join(", ")}), which need not be the same; choose one with --namespace or --selector.`,
  "shared-anchor": (r) =>
    `The value at ${r.file}:${r.line} is shared through the YAML anchor "${r.anchor}", so a change would reach every use of it.`,
  "generated-file": (r) => `${r.file} is generated ("${r.marker}"); change its source instead.`,
  "symlinked-file": (r) => `${r.file} is a symbolic link to ${r.pointsTo}.`,
  "template-file": (r) => `${r.file} contains template syntax, so it is not plain YAML.`,
  "malformed-file": (r) => `${r.file}:${r.line} is not valid ${r.format ?? "YAML"}: ${r.problem}`,
  "unreadable-file": (r) => `${r.file} was not read: ${r.problem}`,
  "unclaimed-value": (r) =>
    `${r.file}:${r.line} says ${r.value} to ${r.maker}, which is not in the repository: which container has it shows only next to what runs.`,
  "chart-elsewhere": (r) =>
    `The ${r.chart} is not in the repository, and nothing here sets its resources or counts: what it sets itself is not known.`,
  "unsupported-syntax": (r) => `${r.file}:${r.line} uses ${r.construct}, which is not edited safely.`,
  "substituted-value": (r) =>
    `${r.file}:${r.line} takes the value from a variable (${r.text}); change it where the variable is set.`,
  "untraced-value": (r) =>
    `No single line of the repository is known to decide "${r.value}" in environment ${r.environment}: ${r.why}.`,
  "render-failed": (r) => `Environment ${r.environment} does not render: ${r.problem}`,
  "missing-dependency": (r) =>
    `The chart in ${r.chart} needs charts that are not in the repository (${r.dependencies.join(", ")}), and nothing is downloaded.`,
  "proof-failed": (r) =>
    `The edit was dropped because the ${r.proof === "render" ? "rendered manifests" : "parsed file"} would change elsewhere too: ${r.unexpected.slice(0, 3).join("; ")}`,
  "no-value-at-path": (r) => `${r.file} has no value at ${r.path}: ${r.instead}.`,
  "repeated-path": (r) =>
    `${r.file} has ${r.path} more than once (lines ${r.lines.join(", ")}), so it is not known which one counts.`,
  "unknown-format": (r) => `${r.file} has none of the formats that are edited: ${r.formats.join(", ")}.`,
  "unfit-value": (r) => `${r.file}:${r.line} cannot become "${r.value.slice(0, 80)}": ${r.why}.`,
  "malformed-setter": (r) => `${r.file}:${r.line} has a comment with $optpass that ${r.problem}.`,
  "repeated-setter": (r) =>
    `Several comments say that their value is ${r.target} (${r.places.join(", ")}); leave one of them.`,
  "other-repository": (r) =>
    `${r.file}:${r.line} takes it from ${r.repository}, which is another repository.`,
  "outside-repository": (r) => `${r.file}:${r.line} refers to ${r.path}, which is outside the repository.`,
  "nothing-at-path": (r) => `${r.file}:${r.line} refers to ${r.path}, which is not in the repository.`,
  "undecidable-generator": (r) =>
    `${r.file}:${r.line} uses the generator "${r.generator}": what it finds is known only to the cluster or service that it asks.`,
  "undecided-template": (r) =>
    `${r.file}:${r.line} holds the template "${r.text}", which could not be filled from the files of the repository.`,
  "values-elsewhere": (r) =>
    `${r.file}:${r.line} takes values from ${r.holder}, which no file of the repository holds; they may replace what is written here.`,
  "two-stage-render": (r) =>
    `${r.file}:${r.line} deploys a chart whose templates declare further deployments (${r.template}); they are known only once it is rendered.`,
  "rendered-declaration": (r) =>
    `It is decided in a declaration that ${r.file} writes when its chart is rendered, and such a declaration is not edited; change the template or the values that it is rendered with.`,
  "undecided-deployment": (r) => `${r.file}:${r.line} is not understood in full: ${r.why}.`,
  "too-many-deployments": (r) =>
    `${r.file}:${r.line} leads to more deployments than are looked at; the first ${r.most} are.`,
};

/** One sentence for a person: what stopped the change, and where it helps, what to do about it. */
export function explainRefusal(refusal: Refusal): string {
  const sentence = sentences[refusal.code] as (refusal: Refusal) => string;
  return sentence(refusal);
}
