import { z } from "zod";
import type { Estate } from "../../../test/support/estate/estate.ts";

/** A container as its workload names it. KRR learns of them from the Kubernetes API, which costs Prometheus nothing. */
const namedContainer = z.strictObject({
  namespace: z.string(),
  kind: z.string(),
  name: z.string(),
  container: z.string(),
});

export const namedContainers = z.array(namedContainer);

export type NamedContainer = z.infer<typeof namedContainer>;

/** What `kube_pod_owner` calls the owner of a pod. */
export type OwnerKind = string;

export function containersOf(estate: Estate): readonly NamedContainer[] {
  return estate.workloads.flatMap(({ design: { namespace, kind, name, containers } }) =>
    containers.map((container) => ({ namespace, kind, name, container: container.name })),
  );
}
