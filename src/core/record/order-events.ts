import type { ChangeEvent, Happening, Instant } from "../model/index.ts";
import { type ChangeHistory, withEvent } from "./change-history.ts";
import type { Recorded } from "./seen-events.ts";

/** What a person ordered of a pull request of ours, by whatever means, and what was carried out. */
export interface GivenOrder {
  readonly by: string;
  /** When it was said: the same whenever it is handled. */
  readonly at: Instant;
  readonly pullRequest: number;
  readonly verb: string;
  /** The rest of the line. */
  readonly words: string;
}

/** A hold and its end are things of their own, since people may as well set the label by hand; the rest is an order. */
export function orderEvents(
  before: ChangeHistory,
  repository: string,
  change: string | null,
  order: GivenOrder,
): Recorded {
  const { by: actor, at, pullRequest, verb, words } = order;
  const known = before.pullRequests.find(({ number }) => number === pullRequest);
  const wanted = verb === "hold" ? true : verb === "unhold" ? false : null;
  if (wanted !== null && known !== undefined) {
    if (known.isHeld === wanted) return { events: [], history: before };
    const happened: Happening = { kind: wanted ? "held" : "released", pullRequest };
    return recorded(before, {
      ...{ key: `#${pullRequest} hold ${known.turns.hold + 1}`, repository, change, at, actor, happened },
      evidence: null,
    });
  }
  const happened: Happening = { kind: "ordered", pullRequest, verb, words };
  const key = `#${pullRequest} order ${verb} ${words} by ${actor} at ${at}`;
  return recorded(before, { key, repository, change, at, actor, happened, evidence: null });
}

/** Of the record of a repository. */
export function pauseEvents(
  before: ChangeHistory,
  repository: string,
  pause: { readonly isPaused: boolean; readonly by: string | null; readonly at: Instant },
): Recorded {
  const { isPaused, by: actor, at } = pause;
  if (before.isPaused === isPaused) return { events: [], history: before };
  const happened: Happening = { kind: isPaused ? "paused" : "resumed" };
  const key = `pause ${before.pauses + 1}`;
  return recorded(before, { key, repository, change: null, at, actor, happened, evidence: null });
}

function recorded(before: ChangeHistory, event: ChangeEvent): Recorded {
  return { events: [event], history: withEvent(before, event) };
}
