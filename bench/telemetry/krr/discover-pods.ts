import type { Duration } from "../../../src/core/model/index.ts";
import type { Api } from "./api.ts";
import { inBatches } from "./in-batches.ts";
import type { NamedContainer, OwnerKind } from "./named-container.ts";
import { controllersQuery, podsQuery, runningQuery } from "./queries.ts";

const batchSize = 100;

/** Names of the pods that the container's workload had in the window: asked for every container anew, as KRR does. */
export async function discoverPods(
  api: Api,
  container: NamedContainer,
  window: Duration,
): Promise<readonly string[]> {
  const { namespace } = container;
  const { kind, owners } = await findOwners(api, container, window);
  const pods: string[] = [];
  for (const batch of inBatches(owners, batchSize)) {
    pods.push(...valuesOf("pod", await api.query(podsQuery(namespace, kind, batch, window))));
  }
  // Which of them still run: KRR uses it to tell live pods from ended ones, not to leave any out.
  for (const batch of inBatches(pods, batchSize)) await api.query(runningQuery(namespace, batch));
  return [...new Set(pods)];
}

async function findOwners(
  api: Api,
  container: NamedContainer,
  window: Duration,
): Promise<{ readonly kind: OwnerKind; readonly owners: readonly string[] }> {
  const query = controllersQuery(container, window);
  if (query === null) return { kind: container.kind, owners: [container.name] };
  const found = await api.query(query.promql);
  return { kind: query.kind, owners: [...new Set(valuesOf(query.label, found))] };
}

function valuesOf(label: string, series: Awaited<ReturnType<Api["query"]>>): readonly string[] {
  return series.flatMap(({ metric }) => metric[label] ?? []);
}
