import { quantity, toNumber } from "../../../src/core/model/index.ts";
import { meanCores } from "./cpu-demand.ts";
import type { AutoscalerDesign, WorkloadDesign } from "./design.ts";
import type { ReplicaStep } from "./estate.ts";
import type { Stage } from "./stage.ts";

// The HPA controller's defaults: no change within 10 %, and the highest wish of the last 300 s wins on the way down.
const tolerance = 0.1;
const stabilizationSeconds = 300;
const tickSeconds = 60;

/** How many replicas were wanted over time: fixed, one a node, or following the demand as an HPA does. */
export function planReplicaSteps(design: WorkloadDesign, stage: Stage): readonly ReplicaStep[] {
  const from = bornAt(design, stage);
  if (design.kind === "DaemonSet") return [{ from, replicas: stage.nodes.length }];
  if (design.autoscaler === undefined) return [{ from, replicas: design.replicas ?? 1 }];
  return followDemand(design, design.autoscaler, from, stage.end);
}

/** Unix seconds at which the workload came to be; before the start of the estate for all but young ones. */
export function bornAt(design: WorkloadDesign, stage: Stage): number {
  if (design.ageHours === undefined) return stage.start - 30 * 86_400;
  return stage.end - design.ageHours * 3600;
}

/** Replicas wanted at a moment. */
export function replicasAt(steps: readonly ReplicaStep[], at: number): number {
  return steps.findLast((step) => step.from <= at)?.replicas ?? 0;
}

function followDemand(
  design: WorkloadDesign,
  autoscaler: AutoscalerDesign,
  from: number,
  end: number,
): readonly ReplicaStep[] {
  const capacity = requestedCores(design) * (autoscaler.targetUtilization / 100);
  const first = Math.max(from, end - 60 * 86_400);
  let current = clamp(Math.ceil(demandOf(design, first) / capacity), autoscaler);
  const steps: ReplicaStep[] = [{ from: first, replicas: current }];
  const wishes: { readonly at: number; readonly replicas: number }[] = [];
  for (let at = first; at < end; at += tickSeconds) {
    const ratio = demandOf(design, at) / (capacity * current);
    const wish = Math.abs(ratio - 1) <= tolerance ? current : clamp(Math.ceil(ratio * current), autoscaler);
    wishes.push({ at, replicas: wish });
    while ((wishes[0]?.at ?? at) <= at - stabilizationSeconds) wishes.shift();
    const wanted = wish > current ? wish : Math.max(...wishes.map((one) => one.replicas));
    if (wanted === current) continue;
    current = wanted;
    steps.push({ from: at, replicas: current });
  }
  return steps;
}

function clamp(replicas: number, { min, max }: AutoscalerDesign): number {
  return Math.min(max, Math.max(min, replicas));
}

function demandOf(design: WorkloadDesign, at: number): number {
  return design.containers.reduce((sum, container) => sum + meanCores(container.cpu, at), 0);
}

/** The HPA divides by the requests of all containers; one without a request makes it fail. */
function requestedCores(design: WorkloadDesign): number {
  return design.containers.reduce((sum, container) => {
    const request = container.resources.requests?.cpu;
    if (request === undefined)
      throw new RangeError(`${design.name} is autoscaled but ${container.name} has no CPU request`);
    return sum + toNumber(quantity(request));
  }, 0);
}
