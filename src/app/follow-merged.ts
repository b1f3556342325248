import type { Configuration } from "../core/config/index.ts";
import { branchPrefixes, followedFor, instant, isOwnBranch, type Policy } from "../core/model/index.ts";
import type { Overview, RepositoryFacts } from "../ports/code-host.ts";
import { followChanges, type OpenedMetrics } from "./follow-changes.ts";
import type { FollowedChange } from "./followed-change.ts";
import type { Order } from "./order.ts";
import type { Base, PassParts } from "./run-pass.ts";

/** Opens the metrics source that a policy names, to look at what came of a merge. Throws a PortError where there is none. */
export type OpenMetrics = (policy: Policy, facts: RepositoryFacts) => Promise<OpenedMetrics>;

export interface FollowMergedParts extends Pick<PassParts, "host" | "seal" | "say" | "now" | "dryRun"> {
  readonly openMetrics: OpenMetrics;
}

/** First of all: what a merge did counts against the limits, and is told even where nothing new can be computed. */
export async function followMerged(
  parts: FollowMergedParts,
  { seen, facts }: Base,
  { policy }: Configuration,
  orders: readonly Order[],
): Promise<readonly FollowedChange[]> {
  const { host, seal, say, now, openMetrics } = parts;
  const asked = orders.flatMap((order) => (order.kind === "verify" ? [order.pullRequest] : []));
  const ended = seen.isComplete
    ? seen.pullRequests.filter(({ headBranch }) => isOwnBranch(headBranch))
    : await host.endedPullRequests(branchPrefixes, instant(now - followedFor));
  const dryRun = parts.dryRun || policy.mode !== "pr";
  const open = () => openMetrics(policy, facts);
  return followChanges({ host, seal, say, now, openMetrics: open, asked: new Set(asked), dryRun }, ended);
}

/** The look at the repository, with what was written since. */
export function withWritten(seen: Overview, followed: readonly FollowedChange[]): Overview {
  const written = new Map(followed.map(({ pullRequest }) => [pullRequest.number, pullRequest]));
  return { ...seen, pullRequests: seen.pullRequests.map((one) => written.get(one.number) ?? one) };
}
