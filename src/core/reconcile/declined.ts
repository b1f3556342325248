import {
  type Instant,
  type Policy,
  type RecordedSetting,
  type Resource,
  resourceOf,
  type Silence,
} from "../model/index.ts";
import { cooling, type MergedRollback, wasRolledBack } from "./cooldown.ts";
import { isSimilar } from "./is-close.ts";
import { direction, isSameSetting } from "./moves.ts";
import type { ObservedPullRequest } from "./observed.ts";
import { ignoredUntil } from "./standing-labels.ts";

/** A resource of a container that a person said no to, where, and until when. */
export interface Declined {
  /** Where a change has several. */
  readonly workload?: string;
  readonly container: string;
  readonly resource: Resource;
  readonly number: number;
  /**
   * Closed without a merge, merged and then taken back by hand, merged and then raised by hand, ignored by a command
   * about this setting alone, or taken back by a rollback of ours.
   */
  readonly how: "closed" | "reverted" | "raised" | "ignored" | "rolled-back";
  /** `null`: until a person changes their mind. */
  readonly until: Instant | null;
}

/** When it is, and how long and how far a no reaches. */
export interface DeclineRule {
  readonly now: Instant;
  readonly rejections: Policy["rejections"];
  /** Of the same change, newest first. */
  readonly rollbacks: readonly MergedRollback[];
}

/**
 * What people declined of these settings in any earlier pull request: one that was closed had the same direction and
 * about the same value, and its end date is not over; one that was merged started from the value that is there again, or
 * took out what is there again, at whatever value. A value that a person raised above what was merged last is a floor,
 * until it comes down again. Request and limit of a resource are declined together. A no to saving is no answer to a
 * workload that is short: what is wanted for safety is declined only by a no to safety. What OptPass closed itself
 * nobody declined. A word about one setting counts from any pull request, whatever became of that; one that is over takes
 * back what its pull request said of the setting.
 */
export function declined(
  desired: readonly RecordedSetting[],
  pullRequests: readonly ObservedPullRequest[],
  rule: DeclineRule,
): readonly Declined[] {
  const found = new Map<string, Declined>();
  for (const setting of desired) {
    const raised = raisedSince(setting, pullRequests);
    if (raised !== null) {
      found.set(keyOf(setting), { ...whatOf(setting), number: raised, how: "raised", until: null });
    }
    const cools = cooling(setting, rule.rollbacks, rule.now);
    if (cools !== null && !found.has(keyOf(setting))) {
      const { of: number, until } = cools;
      found.set(keyOf(setting), { ...whatOf(setting), number, how: "rolled-back", until });
    }
    for (const pullRequest of pullRequests) {
      const no = answerOf(pullRequest, setting, rule);
      const key = keyOf(setting);
      if (no !== null && !found.has(key)) {
        found.set(key, { ...whatOf(setting), number: pullRequest.number, ...no });
      }
    }
  }
  return [...found.values()];
}

function answerOf(
  { number, state, record, labels, endedAt, silences }: ObservedPullRequest,
  setting: RecordedSetting,
  { now, rejections, rollbacks }: DeclineRule,
): Pick<Declined, "how" | "until"> | null {
  const word = silences.findLast(({ knob }) => isAbout(knob, setting));
  if (word !== undefined) return answerOfWord(word, setting, now);
  if (state === "open" || record === null || record.closed !== undefined) return null;
  const saidNo = state === "closed" ? isSameProposal : wasTakenBack;
  const old = record.settings.find(
    (one) => isSameSetting(one, setting) && saidNo(one, setting, rejections.within),
  );
  if (old === undefined || (setting.class === "safety" && old.class !== "safety")) return null;
  // Its own cooldown tells how long that is an answer.
  if (wasRolledBack(number, setting, rollbacks)) return null;
  // When a merged value was taken back nobody remembers, so that answer has no end.
  if (state === "merged") return { how: "reverted", until: null };
  const until = endedAt === null ? null : ignoredUntil(labels, endedAt, rejections.lasts);
  return until !== null && until <= now ? null : { how: "closed", until };
}

/** Whoever is short is helped anyway, as whoever ignored the setting was told. */
function answerOfWord(
  { until }: Silence,
  setting: RecordedSetting,
  now: Instant,
): Pick<Declined, "how" | "until"> | null {
  if (setting.class === "safety" || (until !== null && until <= now)) return null;
  return { how: "ignored", until };
}

function isAbout({ container, setting }: Silence["knob"], one: RecordedSetting): boolean {
  const isThere = container === null || container === one.container;
  return isThere && resourceOf(setting) === resourceOf(one.setting);
}

function whatOf({
  workload,
  container,
  setting,
}: RecordedSetting): Pick<Declined, "workload" | "container" | "resource"> {
  return { ...(workload === undefined ? {} : { workload }), container, resource: resourceOf(setting) };
}

function keyOf(setting: RecordedSetting): string {
  return JSON.stringify(whatOf(setting));
}

/** The pull request that was merged last for a setting which a person raised afterwards, if it is to be lowered now. */
function raisedSince(now: RecordedSetting, pullRequests: readonly ObservedPullRequest[]): number | null {
  if (direction(now) >= 0) return null;
  for (const { number, state, record } of pullRequests) {
    const old = state === "merged" ? record?.settings.find((one) => isSameSetting(one, now)) : undefined;
    if (old === undefined) continue;
    // Newest first: what was merged before does not matter any more.
    if (now.from === old.from) return null;
    return direction({ ...old, from: old.to, to: now.from }) > 0 ? number : null;
  }
  return null;
}

function isSameProposal(old: RecordedSetting, now: RecordedSetting, within: number): boolean {
  return direction(old) === direction(now) && isSimilar(old.to, now.to, within);
}

function wasTakenBack(old: RecordedSetting, now: RecordedSetting, within: number): boolean {
  // Nobody but a person sets what was taken out.
  const isBack = old.from === now.from || old.to === null;
  return isBack && isSameProposal(old, now, within);
}
