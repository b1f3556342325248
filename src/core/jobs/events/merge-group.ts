import * as z from "zod";
import { commitName, Repository } from "./payload-parts.ts";
import { ignored, type Reading, toDo } from "./reading.ts";

const MergeGroup = z.object({
  action: z.string(),
  merge_group: z.object({ head_sha: commitName, base_sha: commitName }),
  repository: Repository,
});

/** A merge queue waits for the checks of what it would merge. */
export function readMergeGroup(payload: unknown): Reading {
  const parsed = MergeGroup.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { action, merge_group: group, repository } = parsed.data;
  if (action !== "checks_requested") return ignored("other-action");
  const job = { repository: repository.full_name, commit: group.head_sha, base: group.base_sha };
  return toDo([{ kind: "merge-group", ...job }], `checks ${job.repository} ${job.commit}`);
}
