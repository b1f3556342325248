import type { Evidence, Resource, Settings, Usage } from "../../model/index.ts";
import type { Situation } from "../recommend.ts";

/** Another situation to ask the same question in. Reads `when`, then the answer, then `tail`. */
export interface Question {
  /** `Without the kills`. */
  readonly when: string;
  readonly change: Partial<Situation>;
  readonly tail?: string;
}

/** The evidence with another usage of one resource. */
export function withUsage(evidence: Evidence, resource: Resource, change: Partial<Usage>): Evidence {
  const usage = evidence.usage[resource];
  if (usage === null) return evidence;
  return { ...evidence, usage: { ...evidence.usage, [resource]: { ...usage, ...change } } };
}

/** The evidence as if nothing in the container managed its memory by itself. */
export function withoutHeap(evidence: Evidence): Evidence {
  return { ...evidence, runsJvm: false, heap: null, heapFlags: [] };
}

/** The settings as they would be without the limit; a limit that stands in for the request becomes one. */
export function withoutLimit(current: Settings, resource: Resource): Settings {
  const { [`limits.${resource}` as const]: limit, ...rest } = current;
  return limit === undefined || rest[`requests.${resource}`] !== undefined
    ? rest
    : { ...rest, [`requests.${resource}`]: limit };
}
