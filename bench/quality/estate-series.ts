import { instant } from "../../src/core/model/index.ts";
import { startRun } from "../../test/support/estate/container-run.ts";
import { describeEstate } from "../../test/support/estate/describe-estate.ts";
import type { ContainerDesign } from "../../test/support/estate/design.ts";
import type { Pod, Workload } from "../../test/support/estate/estate.ts";
import { generateDesigns } from "../../test/support/estate/generated/generated-designs.ts";
import type { Series } from "./read-series.ts";

export type Resource = "cpu" | "memory";

const end = instant(Date.UTC(2026, 2, 2));

/** What the containers of a generated estate use, by container and pod; the same for the same seed. */
export function estateSeries(
  resource: Resource,
  { workloads, days, seed }: { readonly workloads: number; readonly days: number; readonly seed: number },
): ReadonlyMap<string, readonly Series[]> {
  const designs = generateDesigns({ workloads, containers: workloads * 2, seed, rolloutDays: 5 });
  const estate = describeEstate(designs, { end, days, scrapeSeconds: 120, seed, detail: "usage" });
  const read = (workload: Workload, pod: Pod, container: ContainerDesign): Series => {
    const readings = startRun(estate, workload, pod, container)
      .readUntil(estate.end)
      // As in the product: start-up CPU is left out, start-up memory never.
      .filter(({ isStartingUp }) => resource === "memory" || !isStartingUp);
    return {
      name: pod.name,
      times: Float64Array.from(readings, ({ time }) => time / 1000),
      values: Float64Array.from(readings, ({ coresUsed, workingSet }) =>
        resource === "cpu" ? coresUsed : workingSet,
      ),
    };
  };
  const series = new Map<string, readonly Series[]>();
  for (const workload of estate.workloads) {
    for (const container of workload.design.containers) {
      const pods = workload.pods
        .map((pod) => read(workload, pod, container))
        .filter(({ times }) => times.length > 0);
      if (pods.length > 0) {
        series.set(`${workload.design.namespace}/${workload.design.name}/${container.name}`, pods);
      }
    }
  }
  return series;
}
