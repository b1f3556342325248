import {
  boundOf,
  parseQuantity,
  type RecordedSetting,
  type Resource,
  resourceOf,
  toNumber,
} from "../model/index.ts";
import type { ObservedPullRequest } from "./decide.ts";
import { isClose } from "./is-close.ts";

/** A resource of a container that a person said no to, and where. */
export interface Declined {
  readonly container: string;
  readonly resource: Resource;
  readonly number: number;
  /** Closed without a merge, merged and then taken back by hand, or merged and then raised by hand. */
  readonly how: "closed" | "reverted" | "raised";
}

// A no also answers the next proposals that ask for about the same.
const sameShare = 0.2;

/**
 * What people declined of these settings in any earlier pull request: one that was closed had the same direction and
 * about the same value; one that was merged started from the value that is there again, or took out what is there again,
 * at whatever value. A value that a person raised above what was merged last is a floor, until it comes down again.
 * Request and limit of a resource are declined together.
 */
export function declined(
  desired: readonly RecordedSetting[],
  pullRequests: readonly ObservedPullRequest[],
): readonly Declined[] {
  const found = new Map<string, Declined>();
  for (const setting of desired) {
    const raised = raisedSince(setting, pullRequests);
    if (raised !== null) found.set(keyOf(setting), { ...whatOf(setting), number: raised, how: "raised" });
    for (const { number, state, record } of pullRequests) {
      if (state === "open" || record === null) continue;
      const saidNo = state === "closed" ? isSameProposal : wasTakenBack;
      if (!record.settings.some((old) => isSameSetting(old, setting) && saidNo(old, setting))) continue;
      const how = state === "closed" ? "closed" : "reverted";
      const key = keyOf(setting);
      if (!found.has(key)) found.set(key, { ...whatOf(setting), number, how });
    }
  }
  return [...found.values()];
}

function whatOf({ container, setting }: RecordedSetting): Pick<Declined, "container" | "resource"> {
  return { container, resource: resourceOf(setting) };
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

function isSameSetting(old: RecordedSetting, now: RecordedSetting): boolean {
  return old.container === now.container && old.setting === now.setting;
}

function isSameProposal(old: RecordedSetting, now: RecordedSetting): boolean {
  return direction(old) === direction(now) && isClose(old.to, now.to, sameShare);
}

function wasTakenBack(old: RecordedSetting, now: RecordedSetting): boolean {
  // Nobody but a person sets what was taken out.
  const isBack = old.from === now.from || old.to === null;
  return isBack && isSameProposal(old, now);
}

/** 1 up, -1 down; a request that is not set is least, a limit that is not set is most. */
function direction({ setting, from, to }: RecordedSetting): number {
  const unset = boundOf(setting) === "limits" ? Infinity : 0;
  const [before, after] = [from, to].map((text) => (text === null ? unset : amountOf(text)));
  if (before === undefined || after === undefined || Number.isNaN(before + after)) return 0;
  return Math.sign(after - before);
}

function amountOf(text: string): number {
  const parsed = parseQuantity(text);
  return parsed.ok ? toNumber(parsed.value) : Number.NaN;
}
