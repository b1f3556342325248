import type { RecordedSetting } from "../model/index.ts";
import { isSameSetting } from "./moves.ts";
import type { ObservedPullRequest } from "./observed.ts";

/**
 * What to say of an earlier no that does not reach what is wanted now; `null` where nobody said one. Whoever closed it
 * should not have to wonder why there is another.
 */
export function citation(
  wanted: readonly RecordedSetting[],
  pullRequests: readonly ObservedPullRequest[],
): string | null {
  for (const { number, state, record } of pullRequests) {
    if (state !== "closed" || record === null || record.closed !== undefined) continue;
    const now = wanted.find((one) => record.settings.some((old) => isSameSetting(old, one)));
    const before = record.settings.find((old) => now !== undefined && isSameSetting(old, now));
    if (now === undefined || before === undefined) continue;
    const why =
      now.class === "safety" && before.class !== "safety"
        ? "the workload is short of it now"
        : `${now.to ?? "none"} is another proposal than ${before.to ?? "none"}, or that answer has ended`;
    return `#${number} proposed ${before.setting} of ${before.container} and was closed; this is opened because ${why}.`;
  }
  return null;
}
