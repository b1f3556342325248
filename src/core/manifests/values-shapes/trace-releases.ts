import type { Refusal, Result, SettingName, WorkloadKind } from "../../model/index.ts";
import { unsaid } from "../launch/launch.ts";
import { settingRecord } from "../setting-record.ts";
import type { Slot } from "../slots.ts";
import type { Trace, TracedContainer } from "../trace.ts";
import type { TracedValue } from "../traced-value.ts";
import { candidatesOf } from "./candidates-of.ts";
import type { Claim } from "./claim-values.ts";
import { isDefaultedRequest } from "./fit-amounts.ts";
import type { ReadRelease } from "./release.ts";
import type { ValuesCandidate } from "./values-candidate.ts";

/**
 * What is known of the releases once their values were claimed: the containers that run with them, and the places that
 * may be read by something that was not found.
 */
export function traceReleases(
  releases: readonly ReadRelease[],
  claims: Iterable<Result<Claim, Refusal>>,
): readonly Trace[] {
  const made = [...claims].flatMap((claim) => (claim.ok ? [claim.value] : []));
  return releases.map((release) => {
    const own = made.filter((claim) => claim.release === release);
    const claimed = new Set(own.map(({ candidate }) => candidate.shape.path.join("\n")));
    const left = candidatesOf(release).filter(({ shape }) => !claimed.has(shape.path.join("\n")));
    return {
      environment: release.environment,
      foundBy: "values",
      containers: own.map(containerOf),
      // Which object a count is of, and who scales it, only the chart tells.
      counts: null,
      scalers: [],
      valuesFiles: [...new Set(release.layers.map(({ layer }) => layer.yaml.file))],
      unclaimed: left.flatMap(slotsOf),
    };
  });
}

function containerOf({ candidate, running: { target, live } }: Claim, index: number): TracedContainer {
  const { settings, maps, shape } = candidate;
  return {
    namespace: target.namespace,
    kind: target.kind,
    apiVersion: apiVersions[target.kind],
    name: target.name,
    container: target.container,
    init: shape.role === "init",
    // The real position is the chart's; this one tells containers apart.
    index,
    values: settingRecord((setting) => tracedValue(candidate, live ?? {}, setting)),
    maps,
    last: null,
    overrides: settingRecord((setting) => settings[setting].overrides),
    launch: { ...unsaid, isDoubted: true },
  };
}

function tracedValue(
  { settings }: ValuesCandidate,
  live: NonNullable<Claim["running"]["live"]>,
  setting: SettingName,
): TracedValue {
  const { value } = settings[setting];
  if (value.says === "amount") return value.traced;
  if (value.says === "unknown") return { from: "unknown", raw: value.raw, why: value.why };
  const runs = live[setting];
  if (runs === undefined || isDefaultedRequest(live, setting)) return { from: "nowhere" };
  return {
    from: "unknown",
    raw: runs.text,
    why: "it runs with it, but the values do not have it: the chart's own, or the namespace's",
  };
}

function slotsOf({ settings, maps }: ValuesCandidate): readonly Slot[] {
  const scalars = Object.values(settings).flatMap(({ value }) =>
    value.says === "amount" ? [value.traced.slot] : [],
  );
  return [...scalars, ...Object.values(maps).flat()];
}

const apiVersions: Readonly<Record<WorkloadKind, string>> = {
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  ReplicaSet: "apps/v1",
  CronJob: "batch/v1",
  Job: "batch/v1",
  Rollout: "argoproj.io/v1alpha1",
  Pod: "v1",
};
