import type { LocatedContainer } from "../core/manifests/index.ts";
import { describeWorkload, type Skipped } from "../core/model/index.ts";
import type { PlacedContainer } from "./place-recommendations.ts";

/**
 * Refuses a manifest that two workloads which run come from, such as one manifest in two clusters: each would want
 * values of its own there.
 */
export function oneWorkloadEach(containers: readonly PlacedContainer[]): readonly PlacedContainer[] {
  const workloads = new Map<LocatedContainer, string[]>();
  for (const { located, target } of containers) {
    if (located !== null)
      workloads.set(located, [...(workloads.get(located) ?? []), describeWorkload(target)]);
  }
  return containers.map((container) => {
    const sharing = container.located === null ? [] : (workloads.get(container.located) ?? []);
    return sharing.length > 1 ? refuse(container, sharing.sort()) : container;
  });
}

function refuse(container: PlacedContainer, workloads: readonly string[]): PlacedContainer {
  const refused = container.recommendations.map(({ target, setting, location }): Skipped => {
    const file = location?.file ?? "?";
    return {
      target,
      setting,
      refusal: { code: "shared-manifest", file, line: location?.line ?? 0, workloads },
    };
  });
  return { ...container, recommendations: [], skipped: [...container.skipped, ...refused] };
}
