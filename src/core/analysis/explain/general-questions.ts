import { limitPolicies, type Resource } from "../../model/index.ts";
import { basesOf } from "../basis.ts";
import type { Decision, Situation } from "../recommend.ts";
import { type Question, withoutHeap, withoutLimit, withUsage } from "./question.ts";

/** What bears on an answer, and how the answer would be without it. */
export function generalQuestions(
  resource: Resource,
  situation: Situation,
  { bounds }: Decision,
): readonly Question[] {
  const { evidence, current } = situation;
  const limit = current[`limits.${resource}`];
  const changed = (id: string): boolean =>
    bounds.some((bound) => bound.id === id && bound.before !== bound.after);
  const kills = evidence.outOfMemory?.pods ?? 0;
  return [
    ...(resource === "cpu" ? withoutSkew(situation) : []),
    ...(resource === "cpu" && limit !== undefined && changed("limit")
      ? [
          {
            when: `Without the CPU limit of ${limit.text}`,
            change: { current: withoutLimit(current, "cpu") },
          },
        ]
      : []),
    ...(resource === "memory" && kills > 0
      ? [{ when: "Without the kills", change: { evidence: { ...evidence, outOfMemory: null } } }]
      : []),
    ...(changed("heap")
      ? [{ when: "If no heap were in it", change: { evidence: withoutHeap(evidence) } }]
      : []),
    ...(changed("one-step") ? withGoodEvidence(resource, situation) : []),
    ...(limit === undefined || bounds.length === 0 ? [] : otherPolicies(resource, situation)),
  ];
}

function withoutSkew({ evidence }: Situation): readonly Question[] {
  const usage = evidence.usage.cpu;
  if (usage === null || basesOf(usage)[0].of.kind !== "hottest-pod") return [];
  const days = usage.days.map((day) => ({ ...day, hottest: null }));
  return [
    { when: "If all pods shared the work", change: { evidence: withUsage(evidence, "cpu", { days }) } },
  ];
}

function withGoodEvidence(resource: Resource, { evidence }: Situation): readonly Question[] {
  const known = {
    ...withUsage(evidence, resource, { coverage: 1 }),
    ownerSource: "kube-state-metrics",
  } as const;
  return [{ when: "With its owner known and no holes in its data", change: { evidence: known } }];
}

function otherPolicies(resource: Resource, { options }: Situation): readonly Question[] {
  const { limits } = options;
  return limitPolicies[resource]
    .filter((policy) => policy !== limits[resource])
    .map((policy) => ({
      when: `With --${resource}-limits ${policy}`,
      change: { options: { ...options, limits: { ...limits, [resource]: policy } } },
    }));
}
