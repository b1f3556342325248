import Mustache from "mustache";
import {
  type ChangePlan,
  code,
  containerKey,
  type Evidence,
  explainRefusal,
  type Finding,
  fenced,
  formatInstant,
  numberOf,
  type PlacedRecommendation,
  type Proof,
  plain,
  type Savings,
  type Skipped,
  wholeDays,
} from "../model/index.ts";
import { backtestRows, limitRows } from "./backtest-rows.ts";
import { containerName } from "./container-name.ts";
import { verdict } from "./headline.ts";
import { leadingOf } from "./leading.ts";
import { legend, mermaid } from "./mermaid.ts";
import { describeFreed, formatMoney, savingCell, totalSavings } from "./money.ts";
import { withStatus } from "./status-block.ts";
import { chartsOf, type UsageChart } from "./usage-chart.ts";

/** Everything that a reviewer is told about one change. */
export interface ChangeStory {
  readonly plan: ChangePlan;
  readonly proof: Proof;
  readonly findings: readonly Finding[];
  /** Containers and settings of the same workload that stay as they are. */
  readonly skipped: readonly Skipped[];
  /** Product and version of the metrics source. */
  readonly source: string;
}

/** What surrounds the story in a body, and is never cut. */
export interface BodyFrame {
  /** Sentences above everything else. */
  readonly status: readonly string[];
  /** Boxes and what happens next; empty: none. */
  readonly controls: string;
  /** The hidden comment that ends it. */
  readonly metadata: string;
}

// GitHub refuses bodies above 65,536 characters. As much below it as Renovate stays, so that a status that is added later
// still fits.
const longestBody = 58_000;

// Boxes, what happens next, and the record of ten settings. A longer record is that of a body that is too long anyway.
const usualFrame = 5000;

/**
 * Renders the body from the template. A body that would be too long loses its charts and queries first, then what
 * explains each value; never the table, the controls or the metadata.
 */
export function pullRequestBody(story: ChangeStory, template: string, frame: BodyFrame): string {
  const whole = wholeView(story);
  const noEvidence = { ...whole, charts: [], queries: [], cut: true };
  const bare = {
    ...noEvidence,
    reasons: [],
    backtests: [],
    limits: [],
    evidence: [],
    predictions: [],
    proof: [],
    skipped: [],
  };
  let body = "";
  for (const values of [whole, noEvidence, bare]) {
    body = render(template, values, frame);
    if (body.length <= longestBody) break;
  }
  return body;
}

/** The story by a template with nothing left out, however long it gets. */
export function wholeStory(story: ChangeStory, template: string): string {
  return render(template, wholeView(story), { status: [], controls: "", metadata: "" }).trim();
}

/** Whether a body by this template leaves out some of the story. A frame is taken to be of the usual length. */
export function isStoryCut(
  story: ChangeStory,
  template: string,
  { isFramed }: { readonly isFramed: boolean },
): boolean {
  return wholeStory(story, template).length > longestBody - (isFramed ? usualFrame : 0);
}

function wholeView(story: ChangeStory): object {
  return view(story, chartsOf(story.plan));
}

function render(template: string, values: object, { status, controls, metadata }: BodyFrame): string {
  const text = Mustache.render(template, values, {}, { escape: (value) => plain(String(value)) });
  const story = text.replace(/\n{3,}/g, "\n\n").trim();
  const parts = [story, controls, metadata].filter((part) => part !== "");
  return withStatus(`${parts.join("\n\n")}\n`, status);
}

function view(story: ChangeStory, charts: readonly UsageChart[]): object {
  const { plan, proof, findings, skipped, source } = story;
  const [first] = plan.recommendations;
  const total = totalSavings(plan);
  return {
    verdict: verdict(plan),
    settings: plan.recommendations.map((one) => settingRow(plan, one)),
    reasons: reasonRows(plan),
    charts: charts.map((chart) => ({ mermaid: fenced(mermaid(chart), "mermaid"), legend: legend(chart) })),
    backtests: backtestRows(plan),
    limits: limitRows(plan),
    evidence: evidenceRows(plan),
    window: first === undefined ? "" : wholeDays(first.evidence.window),
    until: first === undefined ? "" : formatInstant(first.evidence.window.to),
    source,
    queries: queryBlocks(plan),
    predictions: leadingOf(plan).map(({ target, prediction }) => ({
      container: code(containerName(plan, target)),
      statement: prediction.statement,
      tolerance: Math.round(prediction.tolerance * 100),
    })),
    savings: savingsSentence(total),
    proof: proof.statements,
    warnings: findings.filter((finding) => finding.verdict === "warn").map((finding) => finding.message),
    passed: findings.filter((finding) => finding.verdict === "pass").map((finding) => finding.message),
    skipped: skipped.map(({ target, setting, refusal }) => ({
      what: code([containerName(plan, target), ...(setting === null ? [] : [setting])].join(" ")),
      why: `${explainRefusal(refusal)} (${numberOf(refusal)})`,
    })),
    undo: plan.recommendations.map(({ target, setting, current, proposed }) => ({
      what: code(`${containerName(plan, target)} ${setting}`),
      from: valueCell({ proposed }),
      to: current === null ? "not set" : code(current.text),
    })),
    cut: false,
  };
}

function settingRow(plan: ChangePlan, recommendation: PlacedRecommendation): object {
  const { target, setting, current, savings, location, confidence } = recommendation;
  return {
    container: code(containerName(plan, target)),
    setting: code(setting),
    current: current === null ? "not set" : code(current.text),
    proposed: valueCell(recommendation),
    saves: savingCell(savings),
    confidence: Math.round(confidence * 100),
    place: location === null ? "" : code(`${location.file}:${location.line}`),
  };
}

function valueCell({ proposed }: Pick<PlacedRecommendation, "proposed">): string {
  return proposed === null ? "none" : code(proposed.text);
}

/** Settings with the same reasons, such as request and limit of memory, are explained once. */
function reasonRows(plan: ChangePlan): object[] {
  const rows = new Map<
    string,
    { readonly container: string; readonly settings: string[]; readonly why: string }
  >();
  for (const { target, setting, reasons } of plan.recommendations) {
    const why = reasons.join(" ");
    const name = containerName(plan, target);
    const key = JSON.stringify([name, why]);
    const row = rows.get(key) ?? { container: code(name), settings: [], why };
    row.settings.push(code(setting));
    rows.set(key, row);
  }
  return [...rows.values()].map((row) => ({ ...row, settings: row.settings.join(" and ") }));
}

function savingsSentence(total: Savings): string | null {
  const freed = describeFreed(total);
  if (freed === null) return null;
  const { monthly } = total;
  const change = `Over all replicas the change ${freed} of requests.`;
  if (monthly === null) return `${change} No price is known, so no amount is stated.`;
  const prices = monthly.source === "opencost" ? "At the node prices in the metrics" : "At the prices given";
  const money = `${prices} that is about ${formatMoney(Math.abs(monthly.amount), monthly.currency)} a month.`;
  return monthly.amount > 0
    ? `${change} ${money} Nodes have to shrink before it is money.`
    : `${change} ${money}`;
}

function evidenceRows(plan: ChangePlan): object[] {
  return containersOf(plan).map((evidence) => ({
    container: code(containerName(plan, evidence.target)),
    pods: evidence.pods,
    samples: evidence.usage.memory?.distribution.samples ?? evidence.usage.cpu?.distribution.samples ?? 0,
    coverage: Math.floor((evidence.usage.memory?.coverage ?? evidence.usage.cpu?.coverage ?? 0) * 100),
    oomKilled: evidence.outOfMemory === null ? "unknown" : String(evidence.outOfMemory.pods),
    restarts: evidence.restarts === null ? "unknown" : String(evidence.restarts),
    throttled: throttling(evidence),
  }));
}

function throttling({ throttledShare, live }: Evidence): string {
  if (throttledShare !== null) return `${Math.round(throttledShare * 100)} %`;
  return live !== null && live["limits.cpu"] === undefined ? "no limit" : "unknown";
}

function queryBlocks(plan: ChangePlan): string[] {
  return containersOf(plan).map((evidence) =>
    fenced(evidence.queries.map(({ promql }) => promql).join("\n"), "promql"),
  );
}

function containersOf(plan: ChangePlan): readonly Evidence[] {
  return [
    ...new Map(plan.recommendations.map(({ target, evidence }) => [containerKey(target), evidence])).values(),
  ];
}
