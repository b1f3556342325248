import {
  type ChangePlan,
  describeAmount,
  describeWorkload,
  formatDuration,
  lengthOf,
  type Resource,
  toNumber,
} from "../model/index.ts";
import { code } from "./markdown.ts";
import { describeFreed, formatMoney, isSaving, totalSavings } from "./money.ts";

/** Title of the pull request and subject of its commit, at most 72 characters where names allow. */
export function changeTitle(plan: ChangePlan): string {
  const subject = titleSafe(describeWorkload(plan.workload));
  const moves = plan.recommendations
    .filter(({ setting }) => setting.startsWith("requests"))
    .map(
      ({ setting, current, proposed }) =>
        `${setting.slice(9)} ${current?.text ?? "unset"} → ${proposed.text}`,
    );
  const containers = new Set(plan.recommendations.map(({ target }) => target.container));
  const short = `${subject}: ${moves.join(", ")}`;
  if (moves.length > 0 && containers.size === 1 && short.length <= 90) return short;
  return `${subject}: tune ${plan.recommendations.length} resource settings of ${containers.size} container${containers.size === 1 ? "" : "s"}`;
}

/** One sentence, money first: what the change saves or costs, and what the workload does today. */
export function verdict(plan: ChangePlan): string {
  return `${worth(plan)}: ${code(describeWorkload(plan.workload))} ${today(plan)}.`;
}

function worth(plan: ChangePlan): string {
  const total = totalSavings(plan);
  const freed = describeFreed(total);
  const killed = killedPods(plan) > 0;
  if (freed === null) return killed ? "For **safety**" : "Sets what was **not set**";
  const { monthly } = total;
  const amount = monthly === null ? null : formatMoney(Math.abs(monthly.amount), monthly.currency);
  if (isSaving(total)) {
    const saves = amount === null ? `**${capital(freed)}**` : `Saves about **${amount} a month** (${freed})`;
    return killed ? `${saves} and stops **out-of-memory kills**` : saves;
  }
  const costs =
    amount === null ? `**${capital(freed)}**` : `Costs about **${amount} a month** more (${freed})`;
  return `${costs}, for **${killed ? "an end to out-of-memory kills" : "safety"}**`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function today(plan: ChangePlan): string {
  const [first] = plan.recommendations;
  const window = first === undefined ? "" : formatDuration(lengthOf(first.evidence.window));
  const killed = killedPods(plan);
  if (killed > 0) return `had ${killed} pods killed for running out of memory in ${window}`;
  const facts = (["cpu", "memory"] as const).flatMap((resource) => perPod(plan, resource) ?? []);
  const requested = facts.flatMap(({ requests }) => requests ?? []);
  const used = facts.map(({ most }) => most).join(" and ");
  const asks = requested.length === 0 ? "requests nothing" : `requests ${requested.join(" and ")} a pod`;
  return `${asks} and used at most ${used} in ${window}`;
}

/** Sums over the containers whose request of a resource changes, for a sentence; `null` where none does. */
function perPod(plan: ChangePlan, resource: Resource): { requests: string | null; most: string } | null {
  const changed = plan.recommendations.filter(({ setting }) => setting === `requests.${resource}`);
  if (changed.length === 0) return null;
  const noun = resource === "cpu" ? " of CPU" : " of memory";
  const current = changed.reduce((sum, one) => sum + (one.current === null ? 0 : toNumber(one.current)), 0);
  const most = changed.reduce(
    (sum, { evidence }) => sum + (evidence.usage[resource]?.distribution.max ?? 0),
    0,
  );
  return {
    requests: current === 0 ? null : describeAmount(resource, current) + noun,
    most: describeAmount(resource, most) + (current === 0 ? noun : ""),
  };
}

function killedPods(plan: ChangePlan): number {
  const byContainer = new Map(
    plan.recommendations.map(({ target, evidence }) => [target.container, evidence.outOfMemory?.pods ?? 0]),
  );
  return [...byContainer.values()].reduce((sum, pods) => sum + pods, 0);
}

/** Titles and commit subjects are plain text that code hosts still scan for mentions and references. */
function titleSafe(text: string): string {
  return text.replace(/[^A-Za-z0-9 ./:_-]/g, "?").slice(0, 120);
}
