import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instant } from "../model/index.ts";
import { noHistory } from "./change-history.ts";
import { orderEvents, pauseEvents } from "./order-events.ts";
import { type SeenPullRequest, seenEvents } from "./seen-events.ts";

const now = instant(Date.UTC(2026, 10, 24));

function seen(parts: Partial<SeenPullRequest> = {}): SeenPullRequest {
  return {
    number: 7,
    branch: "optpass/payments/api/resources",
    state: "open",
    createdAt: instant(now - 1000),
    endedAt: null,
    record: {
      id: "payments/api/resources",
      workload: { namespace: "payments", kind: "Deployment", name: "api" },
      settings: [],
      head: { commit: "c1", tree: "t1" },
      evidenceUntil: "2026-11-20T00:00:00Z",
    },
    workload: "payments/api",
    labels: [],
    isHeld: false,
    snoozedUntil: null,
    edited: null,
    undone: null,
    endedBy: null,
    ...parts,
  };
}

const look = (parts: Partial<SeenPullRequest>, before = noHistory) =>
  seenEvents(before, "acme/shop", seen(parts), now);

describe("a pull request", () => {
  test("that is first seen when all is over tells its whole life at once", () => {
    const { events, history } = look({
      state: "merged",
      endedAt: instant(now - 10),
      undone: "reverted",
      endedBy: "alice",
    });

    expect(events.map(({ happened, actor }) => [happened.kind, actor])).toEqual([
      ["proposed", "OptPass itself"],
      ["merged", "alice"],
      ["reverted", null],
    ]);
    expect(history.pullRequests[0]).toMatchObject({ state: "merged", phase: "reverted" });
  });

  test("whose merge was followed tells that it is live and what came of it, each once", () => {
    const live = { level: "value-visible", since: "2026-11-20T01:00:00Z", seen: "all show it" } as const;
    const look1 = { at: "2026-11-21T01:00:00Z", outcome: "inconclusive", findings: ["?"] } as const;
    const look2 = { at: "2026-11-22T01:00:00Z", outcome: "verified", findings: ["ok"], next: null } as const;
    const end = { state: "merged", endedAt: instant(Date.UTC(2026, 10, 20)) } as const;
    const at = (followed: SeenPullRequest["record"]["followed"]) =>
      ({ ...end, record: { ...seen().record, followed: followed ?? {} } }) as const;

    const first = look(at({ live, look: { ...look1, next: "2026-11-22T01:00:00Z" } }));
    const second = look(at({ live, look: look2 }), first.history);

    expect(first.events.map(({ happened }) => happened.kind)).toEqual([
      ...["proposed", "merged", "live", "inconclusive"],
    ]);
    expect(first.events.at(-1)?.happened).toMatchObject({ isExtended: true, afterSeconds: 86_400 });
    expect(second.events.map(({ key, happened }) => [key, happened.kind])).toEqual([
      ["#7 outcome", "verified"],
    ]);
    expect(second.history.pullRequests[0]).toMatchObject({ phase: "verified", isSettled: true });
    expect(look(at({ live, look: look2 }), second.history).events).toEqual([]);
  });

  test("that OptPass closed is no rejection", () => {
    const { record } = seen();
    const { events } = look({ state: "closed", endedAt: now, record: { ...record, closed: "superseded" } });

    expect(events[1]?.happened).toEqual({ kind: "closed", pullRequest: 7, reason: "superseded" });
  });

  test("that is closed, reopened and closed again tells each with a key of its own", () => {
    const states = ["open", "closed", "open", "closed"] as const;
    let history = noHistory;
    const keys: string[] = [];
    for (const state of states) {
      const next = look({ state }, history);
      history = next.history;
      keys.push(...next.events.map(({ key }) => key));
    }

    expect(keys).toEqual(["#7 proposed", "#7 state 1", "#7 state 2", "#7 state 3"]);
  });

  test("that says nothing new tells nothing, and whoever looks from the same record finds the same keys", () => {
    const view = fc.record({
      state: fc.constantFrom("open" as const, "closed" as const, "merged" as const),
      isHeld: fc.boolean(),
      snoozedUntil: fc.constantFrom(null, "2026-12-01T00:00:00Z"),
      edited: fc.constantFrom(null, "e1", "e2"),
      undone: fc.constantFrom(null, "raised" as const),
    });
    fc.assert(
      fc.property(fc.array(view, { maxLength: 12 }), (views) => {
        let history = noHistory;
        const keys: string[] = [];
        for (const parts of views) {
          const [one, other] = [look(parts, history), look(parts, history)];
          expect(other).toEqual(one);
          expect(look(parts, one.history).events).toEqual([]);
          keys.push(...one.events.map(({ key }) => key));
          history = one.history;
        }
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});

describe("an order", () => {
  const order = { by: "alice", at: now, pullRequest: 7, verb: "hold", words: "" };

  test("to hold tells who did, and the label that the next pass finds adds nothing", () => {
    const { history } = look({});
    const ordered = orderEvents(history, "acme/shop", "payments/api/resources", order);

    expect(ordered.events[0]).toMatchObject({ actor: "alice", happened: { kind: "held" } });
    expect(look({ isHeld: true }, ordered.history).events).toEqual([]);
    expect(orderEvents(ordered.history, "acme/shop", "c", order).events).toEqual([]);
  });

  test("is the same order when it is handled again, and another one when it is given again", () => {
    const pin = { ...order, verb: "pin", words: "requests.cpu 300m" };
    const key = (given: typeof pin) => orderEvents(noHistory, "acme/shop", "c", given).events[0]?.key;

    expect(key(pin)).toBe(key({ ...pin }));
    expect(key(pin)).not.toBe(key({ ...pin, at: instant(now + 1) }));
  });

  test("to pause what is paused changes nothing, and each pause has a key of its own", () => {
    const pause = { isPaused: true, by: "alice", at: now };
    const first = pauseEvents(noHistory, "acme/shop", pause);
    const again = pauseEvents(first.history, "acme/shop", pause);
    const over = pauseEvents(again.history, "acme/shop", { ...pause, isPaused: false });

    expect(again.events).toEqual([]);
    expect([...first.events, ...over.events].map(({ key }) => key)).toEqual(["pause 1", "pause 2"]);
  });
});
