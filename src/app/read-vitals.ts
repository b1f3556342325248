import {
  type ChangeRecord,
  type Duration,
  duration,
  type Instant,
  type InstantSample,
  instant,
  type Labels,
} from "../core/model/index.ts";
import {
  answersTo,
  askEvents,
  askTroubles,
  eventNames,
  readKills,
  readRestarts,
  readThrottling,
} from "../core/telemetry/index.ts";
import type { Vitals } from "../core/verify/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { isTarget, namespacesOf } from "./followed-change.ts";
import type { Rollout } from "./read-rollout.ts";

/** What guardrails need of one change: since it is live, and as long before. */
export interface ReadVitals {
  readonly after: Vitals;
  readonly before: Vitals;
  /** ReplicaSets of its workloads that are newer than the change. */
  readonly otherRollouts: readonly { readonly at: Instant; readonly what: string }[];
}

const pinnedFor = duration(15, "m");
const shortest = duration(5, "m");

/** Four questions. Throws a PortError where the source fails. */
export async function readVitals(
  source: MetricsSource,
  record: ChangeRecord,
  rollout: Rollout,
  { since, now }: { readonly since: Instant; readonly now: Instant },
): Promise<ReadVitals> {
  const length = duration(Math.max(shortest, Math.floor((now - since) / 1000) * 1000), "ms");
  const after = await vitalsAt(source, record, rollout, now, length);
  const before = await vitalsAt(source, record, rollout, since, length);
  const otherRollouts = answersTo(after.troubles, "replicaSets").flatMap(({ labels, value }) => {
    const name = rollout.ownerOfReplicaSet(labels);
    const at = value * 1000;
    const isNewer = Number.isFinite(at) && at > since && at <= now;
    return isNewer && isOurs(record, labels, name) ? [{ at: instant(at), what: name ?? "" }] : [];
  });
  otherRollouts.sort((left, right) => left.at - right.at);
  return { after: after.vitals, before: before.vitals, otherRollouts };
}

function isOurs(record: ChangeRecord, { cluster, namespace = "" }: Labels, name: string | null): boolean {
  if (name === null) return false;
  const where = { ...(cluster === undefined ? {} : { cluster }), namespace, name };
  return record.settings.some((setting) =>
    (["Deployment", "Rollout"] as const).some((kind) => isTarget(record, setting, { ...where, kind })),
  );
}

async function vitalsAt(
  source: MetricsSource,
  record: ChangeRecord,
  rollout: Rollout,
  at: Instant,
  length: Duration,
): Promise<{ readonly vitals: Vitals; readonly troubles: readonly InstantSample[] }> {
  const namespaces = namespacesOf(record);
  const events = await source.instant(askEvents(namespaces, eventNames, length), at);
  const troubles = await source.instant(askTroubles(namespaces, pinnedFor), at);
  const own = ({ labels }: InstantSample): boolean => {
    const owner = rollout.ownerOf(labels);
    return owner !== null && record.settings.some((setting) => isTarget(record, setting, owner));
  };
  const of = (samples: readonly InstantSample[], name: string) => answersTo(samples, name).filter(own);
  // Counters that show nothing count only where the exporter is there.
  const [podsAreSeen, usageIsSeen] = [rollout.podsOf(record) > 0, of(troubles, "measured").length > 0];
  const restarts = readRestarts(of(events, "restarts"));
  const unscheduled = of(troubles, "unscheduled");
  return {
    troubles,
    vitals: {
      outOfMemoryKills: podsAreSeen ? readKills(of(events, "kills")).length : null,
      restarts: podsAreSeen ? Math.round(restarts.reduce((sum, { count }) => sum + count, 0)) : null,
      crashLooping: podsAreSeen ? of(troubles, "crashLooping").length : null,
      unscheduled: podsAreSeen ? { pods: unscheduled.length, lasted: longestOf(unscheduled) } : null,
      atMaximum: podsAreSeen ? pinnedOf(record, answersTo(troubles, "pinned")) : null,
      throttledShare: usageIsSeen ? throttledShare(of(events, "throttled"), of(events, "periods")) : null,
      // Nothing declares objectives to it yet, so none of them can burn.
      burning: [],
    },
  };
}

function longestOf(samples: readonly InstantSample[]): Duration {
  return duration(Math.max(0, ...samples.map(({ value }) => (Number.isFinite(value) ? value : 0))), "s");
}

function throttledShare(throttled: readonly InstantSample[], periods: readonly InstantSample[]): number {
  const all = readThrottling(throttled, periods);
  const sum = (of: "throttled" | "periods") => all.reduce((total, one) => total + one[of], 0);
  return sum("periods") === 0 ? 0 : sum("throttled") / sum("periods");
}

function pinnedOf(record: ChangeRecord, pinned: readonly InstantSample[]): NonNullable<Vitals["atMaximum"]> {
  const found = pinned.find(({ labels }) =>
    (["Deployment", "StatefulSet", "Rollout"] as const).some((kind) => {
      const { cluster, namespace = "", scaletargetref_name: name = "" } = labels;
      if (labels["scaletargetref_kind"] !== kind) return false;
      const workload = { ...(cluster === undefined ? {} : { cluster }), namespace, kind, name };
      return record.settings.some((setting) => isTarget(record, setting, workload));
    }),
  );
  return found === undefined
    ? { autoscaler: "", lasted: duration(0, "s") }
    : { autoscaler: found.labels["horizontalpodautoscaler"] ?? "", lasted: pinnedFor };
}
