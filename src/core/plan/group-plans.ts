import type { ChangePlan, Grouping, PlacedRecommendation } from "../model/index.ts";
import { groupId } from "./change-id.ts";

/** A pull request that nobody reads is not reviewed. More workloads than this stay in pull requests of their own. */
const mostWorkloads = 25;

/**
 * Plans of single workloads, together where the grouping says so: all of a namespace, of an application (what is
 * declared in one folder), or of an environment. A plan that makes a workload safe is never mixed with plans that save:
 * nobody should have to turn one down to refuse the other. What is alone in its group stays as it is.
 */
export function groupPlans(plans: readonly ChangePlan[], by: Grouping): readonly ChangePlan[] {
  if (by === "workload") return plans;
  const groups = new Map<string, ChangePlan[]>();
  const ids = new Map(plans.map((plan) => [plan, idOf(plan, by)]));
  for (const plan of plans) {
    const id = ids.get(plan) ?? plan.id;
    groups.set(id, [...(groups.get(id) ?? []), plan]);
  }
  return [...groups].flatMap(([id, members]) => {
    const [first] = members;
    if (first === undefined || members.length === 1 || members.length > mostWorkloads) return members;
    return {
      id,
      workload: first.workload,
      group: `${by} ${nameOf(first, by) ?? id}`,
      recommendations: members.flatMap(({ recommendations }) => recommendations),
    };
  });
}

function idOf(plan: ChangePlan, by: Exclude<Grouping, "workload">): string {
  const name = nameOf(plan, by);
  if (name === null) return plan.id;
  const { cluster } = plan.workload;
  const kind = plan.recommendations.some((one) => one.class === "safety") ? "safety" : "cost";
  return groupId(by, { ...(cluster === undefined ? {} : { cluster }), name, kind });
}

/** `null` where it is not known, or not the same for the whole workload. */
function nameOf({ workload, recommendations }: ChangePlan, by: Exclude<Grouping, "workload">): string | null {
  if (by === "namespace") return workload.namespace;
  const names = new Set(
    recommendations.map((one) => (by === "environment" ? one.environment : folderOf(one))),
  );
  const [name] = names;
  return names.size === 1 && name !== undefined ? name : null;
}

function folderOf({ location }: PlacedRecommendation): string | null {
  if (location === null) return null;
  const end = location.file.lastIndexOf("/");
  return end < 0 ? null : location.file.slice(0, end);
}
