import type { Character, ContainerDesign, ResourcesDesign, WorkloadDesign } from "../design.ts";
import { mebibyte } from "../design.ts";
import { between, type Chance, chanceFor, pick } from "../random.ts";
import { demandOf, type GeneratedDemand } from "./character-demand.ts";

export interface GeneratedOptions {
  readonly workloads: number;
  /** Containers that run at the same time, about; spread over the workloads as replicas. */
  readonly containers: number;
  readonly seed: number;
  /** Mean days between rollouts. */
  readonly rolloutDays: number;
}

// How often each character is met; steady and daily services are most of a cluster.
const mix: readonly Character[] = [
  ...Array<Character>(8).fill("steady"),
  ...Array<Character>(8).fill("daily"),
  ...Array<Character>(3).fill("bursty"),
  ...Array<Character>(2).fill("autoscaled"),
  ...Array<Character>(2).fill("jvm"),
  ...Array<Character>(2).fill("idle"),
  "cron",
  "throttled",
  "leaking",
  "oom-killed",
  "young",
];

const teams = [
  "shop",
  "payments",
  "search",
  "media",
  "identity",
  "billing",
  "platform",
  "data",
  "mobile",
  "ads",
];
const roles = ["api", "worker", "web", "gateway", "indexer", "proxy", "sync", "store", "router", "scorer"];

/** Any number of workloads, for benchmarks; the same options give the same designs. */
export function generateDesigns(options: GeneratedOptions): readonly WorkloadDesign[] {
  const drafts = Array.from({ length: options.workloads }, (_, i) => draft(i, options));
  const chance = chanceFor(options.seed, "replicas");
  const replicas = drafts.map(() => 1);
  const growing = drafts.flatMap((design, i) => (design.kind === "CronJob" ? [] : [i]));
  let running = growing.reduce((sum, i) => sum + (drafts[i]?.containers.length ?? 0), 0);
  while (running < options.containers && growing.length > 0) {
    const i = pick(chance, growing);
    replicas[i] = (replicas[i] ?? 1) + 1;
    running += drafts[i]?.containers.length ?? 0;
  }
  return drafts.map((design, i) => withReplicas(design, replicas[i] ?? 1));
}

function draft(number: number, options: GeneratedOptions): WorkloadDesign {
  const chance = chanceFor(options.seed, `design/${number}`);
  const character = pick(chance, mix);
  const team = teams[number % teams.length] ?? "team";
  const name = `${pick(chance, roles)}-${number}`;
  const main = container(name, character, chance);
  const sidecar = chance() < 0.2 && character !== "autoscaled" ? [container("proxy", "steady", chance)] : [];
  return {
    namespace: `${team}-production`,
    kind: kindOf(character, chance),
    name,
    character,
    containers: [main, ...sidecar],
    rolloutDays: options.rolloutDays,
    ...(character === "young" ? { ageHours: 30 } : {}),
    ...(character === "cron"
      ? { schedule: { everyHours: pick(chance, [1, 6, 24]), hour: 3, minute: 20, minutes: 8 } }
      : {}),
  };
}

function kindOf(character: Character, chance: Chance): WorkloadDesign["kind"] {
  if (character === "cron") return "CronJob";
  if (character === "autoscaled") return "Deployment";
  return pick(chance, [
    "Deployment",
    "Deployment",
    "Deployment",
    "Deployment",
    "StatefulSet",
    "Rollout",
  ] as const);
}

function withReplicas(design: WorkloadDesign, replicas: number): WorkloadDesign {
  if (design.character !== "autoscaled") return { ...design, replicas };
  // The demand of an autoscaled workload is that of all its pods together.
  const containers = design.containers.map((one) => ({
    ...one,
    cpu: { ...one.cpu, cores: one.cpu.cores * replicas },
  }));
  const autoscaler = { min: Math.max(1, Math.floor(replicas / 2)), max: replicas * 2, targetUtilization: 70 };
  return { ...design, containers, autoscaler };
}

function container(name: string, character: Character, chance: Chance): ContainerDesign {
  const demand = demandOf(character, chance);
  return {
    name,
    image: `ghcr.io/example/${name}:1.0.0`,
    resources: resourcesFor(character, demand, chance),
    cpu: demand.cpu,
    memory: demand.memory,
  };
}

function resourcesFor(character: Character, demand: GeneratedDemand, chance: Chance): ResourcesDesign {
  if (character !== "autoscaled" && chance() < 0.05) return {};
  // An autoscaler holds the use near its target, so its request fits by construction.
  const cpu = cores(demand.cores * (character === "autoscaled" ? 1.2 : misjudged(chance)));
  const request = demand.bytes * misjudged(chance);
  const isKilled = character === "oom-killed" || (character === "leaking" && chance() < 0.5);
  const limit = isKilled ? demand.bytes * 0.8 : Math.max(request, demand.bytes * 1.3);
  return {
    requests: { cpu, memory: mebibytes(Math.min(request, limit)) },
    limits: {
      memory: mebibytes(limit),
      ...(character === "throttled" ? { cpu: cores(demand.cores * 0.85) } : {}),
    },
  };
}

/** How far people are off: usually far too much, sometimes too little. */
function misjudged(chance: Chance): number {
  const luck = chance();
  if (luck < 0.2) return between(chance, 0.3, 0.8);
  return luck < 0.4 ? between(chance, 1.05, 1.4) : between(chance, 1.6, 6);
}

function cores(amount: number): string {
  return `${Math.max(1, Math.round(amount * 1000))}m`;
}

function mebibytes(bytes: number): string {
  return `${Math.max(8, Math.round(bytes / mebibyte))}Mi`;
}
