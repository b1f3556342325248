import type { ExplainedContainer } from "../../../../app/explain-workloads.ts";
import {
  listNeeds,
  type Recurrence,
  type ResourceExplanation,
  weekdayNames,
} from "../../../../core/analysis/index.ts";
import {
  countOf,
  describeAmount,
  describeShare,
  duration,
  type Evidence,
  formatDuration,
  type Instant,
  limitSentences,
  type OwnerSource,
  type Resolution,
  type Usage,
} from "../../../../core/model/index.ts";
import { printable } from "../printable.ts";
import { labelled } from "../wrap-text.ts";
import type { Page } from "./page.ts";

const resolutions: Readonly<Record<Resolution, string>> = {
  scrape: "every scrape",
  "five-minutes": "averages and peaks of five minutes",
  day: "quantiles of each day, of averages and peaks of five minutes",
};

const owners: Readonly<Record<OwnerSource, string>> = {
  "kube-state-metrics": "told by kube-state-metrics",
  "recorded-rule": "told by a recorded rule",
  "pod-name": "guessed from pod names",
};

type Fact = readonly [label: string, text: string];

/** What was seen of the container as a whole. */
export function evidenceSection({ container }: ExplainedContainer, page: Page): string {
  const { evidence } = container;
  const facts: readonly Fact[] = [
    ["pods", `${podsOf(evidence)}; their owner is ${owners[evidence.ownerSource]}`],
    ["usage", `${resolutions[evidence.resolution]}, over ${windowText(evidence.window)}`],
    ["kills", killsOf(evidence)],
    ["restarts", evidence.restarts === null ? unknown : String(evidence.restarts)],
    ["throttled", throttlingOf(evidence, container.current["limits.cpu"] !== undefined)],
    ["growth", growthOf(evidence)],
    ["autoscaler", autoscalersOf(evidence)],
    ["heap", heapOf(evidence)],
  ];
  return factLines(facts, page);
}

const unknown = "not known";

function podsOf({ pods, usage }: Evidence): string {
  const mean = usage.cpu?.meanPods ?? usage.memory?.meanPods;
  return mean === undefined
    ? countOf(pods, "pod")
    : `${countOf(pods, "pod")} in all, ${rounded(mean)} at a time`;
}

function killsOf({ outOfMemory }: Evidence): string {
  if (outOfMemory === null) return unknown;
  const { pods, highestLimit } = outOfMemory;
  if (pods === 0) return "none for running out of memory";
  const limit =
    highestLimit === null ? "" : `, with a limit of up to ${describeAmount("memory", highestLimit)}`;
  return `${countOf(pods, "pod")} for running out of memory${limit}`;
}

function throttlingOf({ throttledShare }: Evidence, isLimited: boolean): string {
  if (throttledShare !== null) return `in ${describeShare(throttledShare)} of the periods`;
  return isLimited ? unknown : "not possible: no CPU limit";
}

function growthOf({ memoryGrowth }: Evidence): string {
  if (memoryGrowth === null) return "no steady growth of memory, or too little to tell";
  const { bytesPerDay, judged, growing } = memoryGrowth;
  return `memory grew by ${describeAmount("memory", bytesPerDay)} a day in ${growing} of ${judged} lives`;
}

function autoscalersOf({ autoscalers }: Evidence): string {
  if (autoscalers === null) return unknown;
  if (autoscalers.length === 0) return "none";
  return autoscalers
    .map(({ name, utilizationOf }) =>
      utilizationOf.length === 0
        ? `${printable(name)}, by neither CPU nor memory`
        : `${printable(name)}, by ${utilizationOf.join(" and ")} utilisation`,
    )
    .join("; ");
}

function heapOf({ runsJvm, heap, heapFlags }: Evidence): string {
  const flags = (heapFlags ?? []).map(({ text }) => printable(text));
  const said = flags.length === 0 ? "" : `; the repository sets ${flags.join(" and ")}`;
  if (heap !== null) {
    const most = heap.most === null ? "" : ` of at most ${describeAmount("memory", heap.most)}`;
    const live = heap.live === null ? "" : `, ${describeAmount("memory", heap.live)} outlive collections`;
    return `${heap.runtime}: ${describeAmount("memory", heap.taken)} taken${most}, ${describeAmount("memory", heap.beyond)} beside it${live}${said}`;
  }
  if (runsJvm === null) return `not known whether it runs Java${said}`;
  return `${runsJvm ? "Java, without metrics of it" : "none was seen"}${said}`;
}

/** What was seen of one resource. */
export function usageSection(
  usage: Usage,
  throttledShare: number | null,
  { resource, highest, recurs, skew, limit, decision: { nodeClasses } }: ResourceExplanation,
  page: Page,
): string {
  const { distribution, seen, coverage, days, startup } = usage;
  const { mean, max, quantiles } = distribution;
  const amount = (value: number): string => describeAmount(resource, value);
  const shown = (["p50", "p90", "p95", "p99", "p999"] as const).map(
    (name) => `${name === "p999" ? "p99.9" : name} ${amount(quantiles[name])}`,
  );
  const facts: Fact[] = [
    ["usage", `${shown.join(", ")}, highest ${amount(max)}; mean ${amount(mean)}`],
    [
      "samples",
      `${distribution.samples.toLocaleString("en")} on ${countOf(days.length, "day")}, which cover ${Math.floor(coverage * 100)} % of ${windowText(seen)}`,
    ],
  ];
  if (highest !== null) {
    const length = formatDuration(duration(highest.stepSeconds, "s"));
    facts.push([
      "busiest",
      `${weekTime(highest.at)}, with ${amount(highest.amount)} in the ${length} from then on`,
    ]);
  }
  if (recurs !== null) facts.push(["recurs", recurrenceText(recurs)]);
  const atLimit = limit === null ? [] : limitSentences(resource, limit, throttledShare);
  if (atLimit.length > 0) facts.push(["limit", atLimit.join(" ")]);
  if (startup !== null) {
    const length = formatDuration(duration(Math.round(startup.seconds / 60), "m"));
    facts.push(["start-up", `${length} over all pods are left out, with up to ${amount(startup.max)}`]);
  }
  if (skew.days > 0) {
    const decides = skew.isDecisive ? "so its days decide, not those of all pods" : "too few to decide by";
    facts.push(["skew", `one pod stands out on ${skew.days} of ${countOf(days.length, "day")}: ${decides}`]);
  }
  if (nodeClasses !== null) {
    const pods = nodeClasses.needs.map(({ name, pods: count }) => `${rounded(count)} on ${name ?? "others"}`);
    facts.push(
      ["nodes", `needs ${listNeeds(resource, nodeClasses)}; the most decides, for all have one template`],
      ["pods", `${pods.join(", ")} at a time`],
    );
    if (nodeClasses.isWorthwhile) {
      const freed = amount(nodeClasses.freed);
      facts.push(["advice", `a DaemonSet for each of these node classes would free ${freed} in all`]);
    }
  }
  return factLines(facts, page);
}

/** `highest on Mondays 09:00-10:00 UTC (3 of 3 weeks)`. */
function recurrenceText({ on, from, to, times, of }: Recurrence): string {
  const days = on === "daily" ? "daily" : on === "weekdays" ? "on weekdays" : `on ${on}s`;
  const isDaily = on === "daily" || on === "weekdays";
  return `highest ${days} ${clock(from)}-${clock(to)} UTC (${times} of ${countOf(of, isDaily ? "day" : "week")})`;
}

function clock(hour: number): string {
  return `${String(Math.floor(hour)).padStart(2, "0")}:${String(Math.round((hour % 1) * 60)).padStart(2, "0")}`;
}

function factLines(facts: readonly Fact[], page: Page): string {
  const { colour, columns } = page;
  return facts
    .map(([label, text]) => labelled(label, text, { indent: 2, width: 10, columns, paint: colour.dim }))
    .join("\n");
}

function windowText({ from, to }: { readonly from: Instant; readonly to: Instant }): string {
  const length = formatDuration(duration(Math.round((to - from) / 3_600_000), "h"));
  return `${length} until ${minute(to)}`;
}

/** `Monday 2026-02-23 09:00 UTC`. */
function weekTime(at: Instant): string {
  return `${weekdayNames[new Date(at).getUTCDay()] ?? ""} ${minute(at)}`;
}

function minute(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function rounded(count: number): string {
  return String(count < 1 ? Number(count.toPrecision(1)) : Number(count.toFixed(1)));
}
