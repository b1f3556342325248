import type { WorkloadDesign } from "./design.ts";
import type { Controller, Pod, ReplicaStep } from "./estate.ts";
import { podIp, suffix, uid } from "./names.ts";
import { between, chanceFor, digest } from "./random.ts";
import { bornAt } from "./replica-steps.ts";
import type { Stage } from "./stage.ts";

// A rollout replaces one pod after the other; a Deployment starts the new one first, the others stop the old one first.
const secondsPerPod = 40;
const overlapSeconds = 35;
const secondsToStart = 8;

interface Revision {
  readonly hash: string;
  readonly at: number;
}

/** Pods of a Deployment, Rollout, StatefulSet, DaemonSet or bare Pod: one life after the other in each place. */
export function planReplicated(
  design: WorkloadDesign,
  steps: readonly ReplicaStep[],
  stage: Stage,
): { readonly pods: readonly Pod[]; readonly controllers: readonly Controller[] } {
  const revisions = planRevisions(design, stage);
  const places = Math.max(...steps.map((step) => step.replicas));
  const pods: Pod[] = [];
  for (let place = 0; place < places; place++) {
    for (const span of wantedSpans(steps, place, stage)) {
      pods.push(...livesWithin(span, place, revisions, design, stage));
    }
  }
  return { pods, controllers: hasReplicaSets(design) ? replicaSets(design, revisions, stage) : [] };
}

function planRevisions(design: WorkloadDesign, stage: Stage): readonly Revision[] {
  const name = `${design.namespace}/${design.kind}/${design.name}`;
  const chance = chanceFor(stage.seed, `revisions/${name}`);
  const gap = (design.rolloutDays ?? 3.5) * 86_400;
  const revisions: Revision[] = [];
  // The first revision predates the window, so that the first pods are of any age when the data begins.
  let at = Math.max(bornAt(design, stage), stage.start - between(chance, 0, gap));
  while (at < stage.end) {
    revisions.push({ at: Math.round(at), hash: suffix(`${stage.seed}/${name}/${revisions.length}`, 10) });
    at += design.kind === "Pod" ? Number.POSITIVE_INFINITY : gap * between(chance, 0.6, 1.4);
  }
  return revisions;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** When a place was wanted: always, or only while the autoscaler asked for more replicas than its number. */
function wantedSpans(steps: readonly ReplicaStep[], place: number, stage: Stage): readonly Span[] {
  const spans: Span[] = [];
  let from: number | null = null;
  for (const step of steps) {
    if (from === null && step.replicas > place) from = step.from;
    else if (from !== null && step.replicas <= place) {
      spans.push({ from, to: step.from });
      from = null;
    }
  }
  if (from !== null) spans.push({ from, to: afterTheEnd(stage) });
  return spans.filter((span) => span.to > stage.start);
}

function livesWithin(
  span: Span,
  place: number,
  revisions: readonly Revision[],
  design: WorkloadDesign,
  stage: Stage,
): readonly Pod[] {
  return revisions.flatMap((revision, number) => {
    const next = revisions[number + 1];
    const from = Math.max(span.from, revision.at + place * secondsPerPod);
    const replaced = next === undefined ? afterTheEnd(stage) : next.at + place * secondsPerPod;
    const to = replaced < span.to ? replaced + (hasReplicaSets(design) ? overlapSeconds : -5) : span.to;
    return from < to && to > stage.start ? [makePod({ from, to }, place, revision, design, stage)] : [];
  });
}

function makePod(life: Span, place: number, revision: Revision, design: WorkloadDesign, stage: Stage): Pod {
  const seedText = `${stage.seed}/${design.namespace}/${design.kind}/${design.name}/${place}/${life.from}`;
  const at = design.kind === "DaemonSet" ? place : digest(seedText).readUInt32LE(0) % stage.nodes.length;
  const node = stage.nodes[at];
  if (node === undefined) throw new RangeError("an estate needs at least one node");
  return {
    name: podName(design, place, revision, seedText),
    uid: uid(seedText),
    ip: podIp(seedText),
    node,
    owner: ownerOf(design, revision),
    createdAt: life.from,
    startedAt: life.from + secondsToStart,
    stoppedAt: life.to,
    deletedAt: life.to,
  };
}

function podName(design: WorkloadDesign, place: number, revision: Revision, seedText: string): string {
  if (design.kind === "Pod") return design.name;
  if (design.kind === "StatefulSet") return `${design.name}-${place}`;
  if (design.kind === "DaemonSet") return `${design.name}-${suffix(seedText, 5)}`;
  return `${design.name}-${revision.hash}-${suffix(seedText, 5)}`;
}

function ownerOf(design: WorkloadDesign, revision: Revision): Pod["owner"] {
  if (design.kind === "Pod") return null;
  if (hasReplicaSets(design)) return { kind: "ReplicaSet", name: `${design.name}-${revision.hash}` };
  return { kind: design.kind, name: design.name };
}

function hasReplicaSets(design: WorkloadDesign): boolean {
  return design.kind === "Deployment" || design.kind === "Rollout";
}

/** Old ReplicaSets stay (revisionHistoryLimit is 10), scaled to zero. */
function replicaSets(
  design: WorkloadDesign,
  revisions: readonly Revision[],
  stage: Stage,
): readonly Controller[] {
  return revisions.map((revision, number) => ({
    kind: "ReplicaSet",
    name: `${design.name}-${revision.hash}`,
    createdAt: revision.at,
    deletedAt: revisions[number + 11]?.at ?? afterTheEnd(stage),
  }));
}

function afterTheEnd(stage: Stage): number {
  return stage.end + 86_400;
}
