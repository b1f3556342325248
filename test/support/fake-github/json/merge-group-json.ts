import type { MergeGroup } from "../state/merge-group.ts";

export function mergeGroupJson(group: MergeGroup): Readonly<Record<string, unknown>> {
  return {
    head_sha: group.head,
    head_ref: group.ref,
    base_sha: group.base,
    base_ref: `refs/heads/${group.branch}`,
    head_commit: { id: group.head, timestamp: group.at },
  };
}
