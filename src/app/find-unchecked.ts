import {
  type ChangeRecord,
  describeWorkload,
  type PlacedRecommendation,
  parseQuantity,
} from "../core/model/index.ts";
import type { ChangeStory } from "../core/propose/index.ts";
import { readMetadata } from "../core/record/index.ts";
import type { Overview, PullRequest } from "../ports/code-host.ts";
import type { Proposal } from "./proposal.ts";

/** The head of a proposal, and the story of what was proposed there. */
export interface Unchecked {
  readonly commit: string;
  readonly story: ChangeStory;
}

/**
 * The head of an open proposal of ours that lacks its check, since a pass died after the push; `null` where it does not, or
 * nobody looked. The story is that of the values in the commit: by now others may be wanted, though not by enough to push.
 */
export function findUnchecked(
  number: number | null,
  proposal: Proposal,
  { pullRequests, checks }: Pick<Overview, "pullRequests" | "checks">,
): Unchecked | null {
  const pull = pullRequests.find((one) => one.number === number && one.state === "open");
  if (pull === undefined || checks.get(pull.headCommit) !== false) return null;
  return storyAtHead(pull, proposal);
}

/** The story of the values in the head of a pull request; `null` where people pushed, or its settings are others. */
export function storyAtHead(
  pull: Pick<PullRequest, "body" | "headCommit">,
  { story, options: { seal } }: Proposal,
): Unchecked | null {
  const record = readMetadata(pull.body, seal);
  // What people pushed on top is theirs.
  if (record?.head.commit !== pull.headCommit) return null;
  const recommendations = story.plan.recommendations.flatMap((one) => asPushed(one, record));
  const isSame = recommendations.length === record.settings.length;
  return isSame
    ? { commit: pull.headCommit, story: { ...story, plan: { ...story.plan, recommendations } } }
    : null;
}

function asPushed(
  recommendation: PlacedRecommendation,
  { settings, workload }: ChangeRecord,
): readonly PlacedRecommendation[] {
  const { target, setting } = recommendation;
  const pushed = settings.find(
    (one) =>
      one.container === target.container &&
      one.setting === setting &&
      (one.workload ?? describeWorkload(workload)) === describeWorkload(target),
  );
  if (pushed === undefined) return [];
  if (pushed.to === null) return [{ ...recommendation, proposed: null }];
  const proposed = parseQuantity(pushed.to);
  return proposed.ok ? [{ ...recommendation, proposed: proposed.value }] : [];
}
