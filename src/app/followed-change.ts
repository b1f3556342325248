import {
  type ChangeRecord,
  describeWorkload,
  type Followed,
  type Instant,
  parseInstant,
  type RecordedSetting,
  type WorkloadRef,
} from "../core/model/index.ts";
import type { PullRequest } from "../ports/code-host.ts";

/** A change that was merged, and whose outcome is looked for. */
export interface MergedChange {
  readonly pullRequest: PullRequest;
  readonly record: ChangeRecord;
  readonly mergedAt: Instant;
}

/** The same after a pass looked at it. */
export interface FollowedChange {
  /** As it is after the pass wrote to it. */
  readonly pullRequest: PullRequest;
  readonly followed: Followed;
  /** In a sentence or several, for people. */
  readonly state: readonly string[];
  /** When it should be looked at again; `null`: what came of it is known. */
  readonly next: Instant | null;
  /** It did harm: whoever can bring the old values back is asked to, and told why. */
  readonly wish: { readonly kind: "rollback"; readonly reasons: readonly string[] } | null;
}

export function liveSince({ live }: Followed): Instant | null {
  return parseInstant(live?.since ?? "");
}

/** Whether a workload is one of those that the setting was changed in. */
export function isTarget(record: ChangeRecord, setting: RecordedSetting, workload: WorkloadRef): boolean {
  const { cluster: _, ...anywhere } = workload;
  // A change of one workload may not name the cluster, where the source held only one.
  if (setting.workload === undefined) {
    return [workload, anywhere].some((one) => describeWorkload(one) === describeWorkload(record.workload));
  }
  return [workload, anywhere].some((one) => describeWorkload(one) === setting.workload);
}

export function namespacesOf({ workload, settings }: ChangeRecord): readonly string[] {
  const named = settings.flatMap((setting) =>
    setting.workload === undefined ? [] : [setting.workload.split(":").at(-1)?.split("/")[0] ?? ""],
  );
  return [...new Set([workload.namespace, ...named])].filter((name) => name !== "");
}
