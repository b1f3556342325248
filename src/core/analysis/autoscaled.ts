import { type Evidence, err, ok, type Refusal, type Resource, type Result } from "../model/index.ts";

/**
 * Refuses where an autoscaler steers by this resource's utilisation, or may: utilisation is usage over request, so a
 * changed request alone changes the number of replicas.
 */
export function notAutoscaledOn(evidence: Evidence, resource: Resource): Result<null, Refusal> {
  if (evidence.autoscalers === null) {
    return err({ code: "fact-unknown", fact: `an autoscaler steers by its ${resource} utilisation` });
  }
  const owner = evidence.autoscalers.find(({ utilizationOf }) => utilizationOf.includes(resource));
  return owner === undefined ? ok(null) : err({ code: "hpa-owned", autoscaler: owner.name, resource });
}
