import {
  type ChangePlan,
  code,
  containerKey,
  countOf,
  describeAmount,
  describeProposed,
  describeWorkload,
  type PlacedRecommendation,
  type Quantity,
  type Resource,
  resourceOf,
  toNumber,
  wholeDays,
} from "../model/index.ts";
import { leadingOf } from "./leading.ts";
import { describeFreed, formatMoney, isSaving, totalSavings } from "./money.ts";

/**
 * Title of the pull request and subject of its commit: the values where they fit, else how many there are. Semantic
 * titles say `fix` where a workload is short, and `perf` where it has too much.
 */
export function changeTitle(
  plan: ChangePlan,
  { semantic }: { readonly semantic: boolean } = { semantic: false },
): string {
  const subject = titleSafe(plan.group ?? describeWorkload(plan.workload));
  const type = plan.recommendations.some((one) => one.class === "safety") ? "fix" : "perf";
  return `${semantic ? `${type}(${subject})` : subject}: ${whatMoves(plan, subject)}`;
}

function whatMoves(plan: ChangePlan, subject: string): string {
  const moves = plan.recommendations
    .filter(
      ({ setting, current, proposed }) =>
        setting.startsWith("requests") || !movesWithRequest(plan, current, proposed),
    )
    .map(({ setting, current, proposed }) => {
      const name = setting.startsWith("requests") ? resourceOf(setting) : `${resourceOf(setting)} limit`;
      return `${name} ${current?.text ?? "unset"} → ${describeProposed({ proposed })}`;
    });
  const containers = new Set(plan.recommendations.map(({ target }) => containerKey(target)));
  const short = moves.join(", ");
  if (moves.length > 0 && containers.size === 1 && `${subject}: ${short}`.length <= 90) return short;
  return `tune ${plan.recommendations.length} resource settings of ${countOf(containers.size, "container")}`;
}

/** A limit that was and stays the same as a request says nothing that the request does not. */
function movesWithRequest(plan: ChangePlan, current: Quantity | null, proposed: Quantity | null): boolean {
  return plan.recommendations.some(
    (other) =>
      other.setting.startsWith("requests") &&
      other.proposed?.nanos === proposed?.nanos &&
      other.current?.nanos === current?.nanos,
  );
}

/** One sentence, money first: what the change saves or costs, and what the workload does today. */
export function verdict(plan: ChangePlan): string {
  return `${worth(plan)}: ${code(plan.group ?? describeWorkload(plan.workload))} ${today(plan)}.`;
}

function worth(plan: ChangePlan): string {
  const total = totalSavings(plan);
  const freed = describeFreed(total);
  const stops = killedAndRaised(plan) > 0;
  if (freed === null) return stops ? "For **safety**" : changesLittle(plan);
  const { monthly } = total;
  const amount = monthly === null ? null : formatMoney(Math.abs(monthly.amount), monthly.currency);
  if (isSaving(total)) {
    const saves = amount === null ? `**${capital(freed)}**` : `Saves about **${amount} a month** (${freed})`;
    return stops ? `${saves} and answers **out-of-memory kills**` : saves;
  }
  const costs =
    amount === null ? `**${capital(freed)}**` : `Costs about **${amount} a month** more (${freed})`;
  return `${costs}, ${stops ? "to answer **out-of-memory kills**" : "for **safety**"}`;
}

function changesLittle({ recommendations }: ChangePlan): string {
  const removals = recommendations.filter(({ proposed }) => proposed === null).length;
  if (removals > 0) return removals === 1 ? "Removes a **CPU limit**" : `Removes **${removals} CPU limits**`;
  const isNew = recommendations.some(({ effective }) => effective === null);
  return isNew ? "Sets what was **not set**" : "Frees **next to nothing**";
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function today(plan: ChangePlan): string {
  const [first] = plan.recommendations;
  const window = first === undefined ? "" : wholeDays(first.evidence.window);
  const killed = killedAndRaised(plan);
  if (killed > 0) return `had ${countOf(killed, "pod")} killed for running out of memory in ${window}`;
  const leading = leadingOf(plan);
  const facts = (["cpu", "memory"] as const).flatMap((resource) => perPod(leading, resource) ?? []);
  const set = facts.flatMap(({ before }) => before ?? []);
  const used = facts.map(({ most }) => most).join(" and ");
  const verb = leading.some(({ reserves }) => reserves) ? "requests" : "may use";
  const asks = set.length === 0 ? `${verb} nothing` : `${verb} ${set.join(" and ")} a pod`;
  return `${asks} and used at most ${used} in ${window}`;
}

/** Sums over the containers for a sentence; `null` where no value of the resource changes. */
function perPod(
  changes: readonly PlacedRecommendation[],
  resource: Resource,
): { before: string | null; most: string } | null {
  const changed = changes.filter(({ setting }) => resourceOf(setting) === resource);
  if (changed.length === 0) return null;
  const noun = resource === "cpu" ? " of CPU" : " of memory";
  const before = changed.reduce(
    (sum, { effective }) => sum + (effective === null ? 0 : toNumber(effective)),
    0,
  );
  const most = changed.reduce(
    (sum, { evidence }) => sum + (evidence.usage[resource]?.distribution.max ?? 0),
    0,
  );
  return {
    before: before === 0 ? null : describeAmount(resource, before) + noun,
    most: describeAmount(resource, most) + (before === 0 ? noun : ""),
  };
}

/** Pods of containers that were killed for memory, and get more of it by this plan. */
function killedAndRaised(plan: ChangePlan): number {
  const raised = plan.recommendations.filter(
    ({ setting, class: kind }) => resourceOf(setting) === "memory" && kind === "safety",
  );
  const pods = new Map(
    raised.map(({ target, evidence }) => [containerKey(target), evidence.outOfMemory?.pods ?? 0]),
  );
  return [...pods.values()].reduce((sum, count) => sum + count, 0);
}

/** Titles and commit subjects are plain text that code hosts still scan for mentions and references. */
function titleSafe(text: string): string {
  return text.replace(/[^A-Za-z0-9 ./:_-]|:(?=\/\/)|(?<=GH)-/g, "?").slice(0, 120);
}
