import type { ExplainedContainer, ExplainedWorkloads } from "../../../app/explain-workloads.ts";
import type { ResourceExplanation } from "../../../core/analysis/index.ts";
import type { Configuration } from "../../../core/config/index.ts";
import {
  describeProposed,
  describeWorkload,
  explainRefusal,
  formatInstant,
  numberOf,
  type PlacedRecommendation,
  resourceOf,
  type Savings,
  type Skipped,
  wholeDays,
} from "../../../core/model/index.ts";
import { describeFreed, formatMoney } from "../../../core/propose/index.ts";
import { candidateSection } from "./explain/candidate-section.ts";
import { chainSection } from "./explain/chain-section.ts";
import { configurationSection } from "./explain/configuration-section.ts";
import { evidenceSection, usageSection } from "./explain/evidence-section.ts";
import { block, bullets, type Page, pageFor } from "./explain/page.ts";
import { pastSection } from "./explain/past-section.ts";
import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";

/** For people: of each container, the whole chain from what was seen to the answer, and what would change it. */
export function explainReport(
  { analysis, containers }: ExplainedWorkloads,
  configuration: Configuration,
  terminal: Terminal,
): string {
  const page = pageFor(terminal);
  const { colour } = page;
  const { telemetry, notices } = analysis;
  const source = `${telemetry.product}, ${wholeDays(telemetry.window)} until ${formatInstant(telemetry.window.to)}, ${telemetry.evidence.length} containers`;
  return `${[
    colour.dim(printable(source)),
    ...containers.map((one) => containerSection(one, configuration, page)),
    ...notices.map((notice) => `${colour.yellow("!")} ${printable(notice)}`),
  ].join("\n\n")}\n`;
}

function containerSection(explained: ExplainedContainer, configuration: Configuration, page: Page): string {
  const { colour, columns } = page;
  const { container, explanation, settled } = explained;
  // Without a configuration there is nothing to say: flags are on the command line already.
  const said =
    settled === null || !configuration.isConfigured ? "" : configurationSection(settled, configuration, page);
  const { target, located } = container;
  const title = printable(`${describeWorkload(target)}, container ${target.container}`);
  const place = located === null ? [] : [colour.dim(printable(`In ${located.environment.name}`))];
  return [
    colour.dim("─".repeat(columns)),
    colour.bold(title),
    ...place,
    evidenceSection(explained, page),
    ...block("What the configuration says", said, page),
    ...resourceSection(explained, explanation.cpu, page),
    ...resourceSection(explained, explanation.memory, page),
  ].join("\n");
}

function resourceSection(
  explained: ExplainedContainer,
  explanation: ResourceExplanation,
  page: Page,
): readonly string[] {
  const { container, findings } = explained;
  const { resource, candidates, decision, past, whatIf } = explanation;
  const usage = container.evidence.usage[resource];
  const recommendations = explained.recommendations.filter((one) => resourceOf(one.setting) === resource);
  const skipped = explained.skipped.filter(
    ({ setting }) => setting === null || resourceOf(setting) === resource,
  );
  return [
    "",
    heading(explained, explanation, recommendations, skipped, page),
    ...(usage === null ? [] : [usageSection(usage, container.evidence.throttledShare, explanation, page)]),
    ...(candidates === null
      ? []
      : block("Candidate rules", candidateSection(candidates, explained.fleet, page), page)),
    ...block(
      "What the value went through",
      chainSection(decision, recommendations.length === 0 ? [] : findings, page),
      page,
    ),
    ...(past === null ? [] : block("Tried on its past", pastSection(past, resource, page), page)),
    ...block("Answer", answerLines(explanation, recommendations, skipped, page), page),
    ...block("What would change it", bullets(whatIf.map(printable), page), page),
  ];
}

/** The answer in a line, so that it is found first. */
function heading(
  { container }: ExplainedContainer,
  { resource, decision }: ResourceExplanation,
  recommendations: readonly PlacedRecommendation[],
  skipped: readonly Skipped[],
  { colour }: Page,
): string {
  const name = colour.bold(resource === "cpu" ? "CPU" : "Memory");
  if (recommendations.length > 0) {
    const values = recommendations.map((one) => {
      const to = (one.class === "safety" ? colour.yellow : colour.green)(describeProposed(one));
      return `${one.setting} ${one.current?.text ?? "not set"} → ${to}`;
    });
    return `${name}  ${values.join(", ")}`;
  }
  const today = container.current[decision.setting]?.text ?? "not set";
  const [first] = skipped;
  const why =
    first === undefined ? "" : `  ${colour.yellow(`${numberOf(first.refusal)} ${first.refusal.code}`)}`;
  return `${name}  ${decision.setting} stays ${container.isKnown ? today : "as it is"}${why}`;
}

function answerLines(
  { decision }: ResourceExplanation,
  recommendations: readonly PlacedRecommendation[],
  skipped: readonly Skipped[],
  page: Page,
): string {
  const { outcome } = decision;
  // What usage says is worth knowing, too, where the repository or a guard does not allow it.
  const byUsage = outcome.ok && recommendations.length === 0 ? outcome.value : [];
  return bullets(
    [
      ...recommendations.map(proposalSentence),
      ...(recommendations[0] === undefined
        ? []
        : [`It is expected that ${recommendations[0].prediction.statement}.`]),
      ...byUsage.map(
        ({ setting, proposed }) => `By usage alone, ${setting} would be ${describeProposed({ proposed })}.`,
      ),
      ...[...new Set(skipped.map(({ refusal }) => `${numberOf(refusal)}: ${explainRefusal(refusal)}`))].map(
        printable,
      ),
    ],
    page,
  );
}

function proposalSentence(recommendation: PlacedRecommendation): string {
  const { setting, current, proposed, savings, confidence, location } = recommendation;
  const place = location === null ? "" : printable(`, at ${location.file}:${location.line}`);
  return `${setting}: ${current?.text ?? "not set"} becomes ${describeProposed({ proposed })}${savingText(savings)}, ${Math.round(confidence * 100)} % sure${place}.`;
}

/** `, frees 0.78 cores and saves $17.10 a month`. */
function savingText(savings: Savings | null): string {
  const freed = savings === null ? null : describeFreed(savings);
  if (savings === null || freed === null) return "";
  const { monthly } = savings;
  if (monthly === null) return `, ${freed}`;
  const money = formatMoney(Math.abs(monthly.amount), monthly.currency);
  return `, ${freed} and ${monthly.amount < 0 ? "costs" : "saves"} ${money} a month`;
}
