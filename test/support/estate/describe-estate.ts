import type { Instant } from "../../../src/core/model/index.ts";
import type { WorkloadDesign } from "./design.ts";
import type { Detail, Estate, Node, Workload } from "./estate.ts";
import { planReplicated } from "./plan-replicated.ts";
import { planRuns } from "./plan-runs.ts";
import { chanceFor } from "./random.ts";
import { planReplicaSteps } from "./replica-steps.ts";
import type { Stage } from "./stage.ts";

export interface EstateOptions {
  /** When the data ends. Fix it where the same data must come out tomorrow. */
  readonly end: Instant;
  /** Default 14. */
  readonly days?: number;
  /** Default 60. */
  readonly scrapeSeconds?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Default 3. */
  readonly nodes?: number;
  /** Default none: one cluster, no such label. */
  readonly cluster?: string;
  /** Default `full`. */
  readonly detail?: Detail;
}

/** Lives out the designs: the same designs and options give the same estate, byte for byte. */
export function describeEstate(designs: readonly WorkloadDesign[], options: EstateOptions): Estate {
  const { days = 14, scrapeSeconds = 60, seed = 1, nodes = 3 } = options;
  requirePositive({ days, scrapeSeconds, nodes });
  const end = Math.floor(options.end / 1000);
  const start = end - Math.round(days * 86_400);
  const stage = { seed, start, end, nodes: describeNodes(nodes, seed, scrapeSeconds) };
  return {
    ...stage,
    cluster: options.cluster ?? null,
    scrapeSeconds,
    detail: options.detail ?? "full",
    workloads: designs.map((design) => describeWorkload(design, stage)),
  };
}

function describeWorkload(design: WorkloadDesign, stage: Stage): Workload {
  const autoscaler = design.autoscaler === undefined ? null : { ...design.autoscaler, name: design.name };
  if (design.kind === "CronJob" || design.kind === "Job") {
    return { design, autoscaler, replicas: [], ...planRuns(design, stage) };
  }
  const replicas = planReplicaSteps(design, stage);
  return { design, autoscaler, replicas, ...planReplicated(design, replicas, stage) };
}

// On-demand prices of two machine types (n2-standard, us-central1), as OpenCost's default price list has them.
const prices = [
  { coreHour: 0.031611, gibHour: 0.004237 },
  { coreHour: 0.026149, gibHour: 0.003505 },
];

function describeNodes(count: number, seed: number, scrapeSeconds: number): readonly Node[] {
  return Array.from({ length: count }, (_, i) => {
    const chance = chanceFor(seed, `node-${i}`);
    return {
      name: `node-${i + 1}`,
      address: `10.0.${Math.floor(i / 250)}.${(i % 250) + 1}`,
      offset: Math.floor(chance() * scrapeSeconds * 1000),
      coreHour: prices[i % 2]?.coreHour ?? 0,
      gibHour: prices[i % 2]?.gibHour ?? 0,
    };
  });
}

function requirePositive(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value > 0 && Number.isFinite(value)))
      throw new RangeError(`${name} must be more than zero, not ${value}`);
  }
}
