import { parseQuantity, type RecordedSetting, type Resource, resourceOf } from "../model/index.ts";
import type { ObservedPullRequest } from "./decide.ts";
import { isClose } from "./is-close.ts";

/** A resource of a container that a person said no to, and where. */
export interface Declined {
  readonly container: string;
  readonly resource: Resource;
  readonly number: number;
  /** Closed without a merge, or merged and then taken back by hand. */
  readonly how: "closed" | "reverted";
}

// A no also answers the next proposals that ask for about the same.
const sameShare = 0.2;

/**
 * What people declined of these settings in any earlier pull request: one that was closed had the same direction and
 * about the same value; one that was merged started from the value that is there again. Request and limit of a
 * resource are declined together.
 */
export function declined(
  desired: readonly RecordedSetting[],
  pullRequests: readonly ObservedPullRequest[],
): readonly Declined[] {
  const found = new Map<string, Declined>();
  for (const setting of desired) {
    for (const { number, state, record } of pullRequests) {
      if (state === "open" || record === null) continue;
      const saidNo = state === "closed" ? isSameProposal : wasTakenBack;
      if (!record.settings.some((old) => isSameSetting(old, setting) && saidNo(old, setting))) continue;
      const { container } = setting;
      const resource = resourceOf(setting.setting);
      const how = state === "closed" ? "closed" : "reverted";
      const key = JSON.stringify([container, resource]);
      if (!found.has(key)) found.set(key, { container, resource, number, how });
    }
  }
  return [...found.values()];
}

function isSameSetting(old: RecordedSetting, now: RecordedSetting): boolean {
  return old.container === now.container && old.setting === now.setting;
}

function isSameProposal(old: RecordedSetting, now: RecordedSetting): boolean {
  return direction(old) === direction(now) && isClose(old.to, now.to, sameShare);
}

function wasTakenBack(old: RecordedSetting, now: RecordedSetting): boolean {
  return old.from === now.from && isSameProposal(old, now);
}

/** 1 up, -1 down; a value that was not set goes up. */
function direction({ from, to }: RecordedSetting): number {
  const [before, after] = [parseQuantity(from ?? "0"), parseQuantity(to)];
  if (!before.ok || !after.ok || before.value.nanos === after.value.nanos) return 0;
  return after.value.nanos > before.value.nanos ? 1 : -1;
}
