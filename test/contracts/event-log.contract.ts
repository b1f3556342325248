import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Instant, instant } from "../../src/core/model/index.ts";
import type {
  EventLog,
  EventQuery,
  EventToLog,
  LoggedEvent,
  StoredRecord,
} from "../../src/ports/event-log.ts";

export interface LogUnderContract {
  readonly log: EventLog;
  /** The same log, opened once more. */
  reopen(): Promise<EventLog>;
  stop(): Promise<void>;
}

const at = (minutes: number): Instant => instant(1_700_000_000_000 + minutes * 60_000);

/** What every implementation of EventLog must do. */
export function describeEventLog(name: string, start: () => Promise<LogUnderContract>): void {
  describe(`event log: ${name}`, () => {
    let under: LogUnderContract;
    let log: EventLog;
    beforeEach(async () => {
      under = await start();
      log = under.log;
    });
    afterEach(async () => {
      await log.close();
      await under.stop();
    });

    const add = (...events: readonly EventToLog[]) => log.append({ events, records: [] }, at(100));
    const keysOf = async (query: EventQuery = {}) => (await eventsOf(log, query)).map(({ key }) => key);

    test("an empty log has no events and no records", async () => {
      expect(await eventsOf(log, {})).toEqual([]);
      expect(await log.record("acme/shop", "a/b")).toBeNull();
      expect(await recordsOf(log, null)).toEqual([]);
      expect(await log.evidence("none")).toBeNull();
    });

    test("what was appended is there after a restart, as it was given and with when it was recorded", async () => {
      const given = event("one", {
        change: null,
        actor: null,
        data: '{"words":"\'; drop table x; --\\u0000"}',
      });
      await add(given);
      const reopened = await under.reopen();

      expect(await eventsOf(reopened, {})).toEqual([{ ...given, sequence: 1, recordedAt: at(100) }]);
      await reopened.close();
    });

    test("an event is recorded once, however often it is found, and stays as it was", async () => {
      expect(await add(event("one", { actor: "alice" }), event("two"))).toBe(2);
      expect(await add(event("two"), event("one", { actor: "mallory" }), event("three"))).toBe(1);

      const all = await eventsOf(log, {});
      expect(all.map(({ key, actor, sequence }) => [key, actor, sequence])).toEqual([
        ["one", "alice", 1],
        ["two", null, 2],
        ["three", null, 3],
      ]);
    });

    test("the same key in another repository is another event", async () => {
      expect(await add(event("one"), event("one", { repository: "acme/other" }))).toBe(2);
    });

    test("events come by when they happened, those found late in their place", async () => {
      await add(event("b", { at: at(2) }), event("c", { at: at(2) }));
      await add(event("a", { at: at(1) }), event("d", { at: at(3) }));

      expect(await keysOf()).toEqual(["a", "b", "c", "d"]);
    });

    test("events are found by repository, by change and by time, of which the end is left out", async () => {
      await add(
        event("a", { at: at(1) }),
        event("b", { at: at(2), change: "payments/worker" }),
        event("c", { at: at(3), change: null }),
        event("d", { at: at(4), repository: "acme/other" }),
      );

      expect(await keysOf({ repository: "acme/shop" })).toEqual(["a", "b", "c"]);
      expect(await keysOf({ change: "payments/api" })).toEqual(["a", "d"]);
      expect(await keysOf({ repository: "acme/shop", change: null })).toEqual(["c"]);
      expect(await keysOf({ since: at(2), until: at(4) })).toEqual(["b", "c"]);
    });

    test("more events than a page holds all come, each once", async () => {
      const events = Array.from({ length: 1203 }, (_, index) => event(`k${index}`, { at: at(index % 7) }));
      await add(...events);

      const keys = await keysOf();
      expect(keys).toHaveLength(1203);
      expect(new Set(keys).size).toBe(1203);
    });

    test("records are put with their events, and found by name and by repository", async () => {
      const records = [
        record("acme/shop", null, 1),
        record("acme/shop", "payments/api", 2),
        record("acme/zoo", "payments/api", 1),
      ];
      await log.append({ events: [event("one")], records }, at(0));

      expect(await log.record("acme/shop", null)).toEqual(records[0]);
      expect(await log.record("acme/shop", "payments/api")).toEqual(records[1]);
      expect(await recordsOf(log, "acme/shop")).toEqual(records.slice(0, 2));
      expect(await recordsOf(log, null)).toEqual(records);
    });

    test("a record of fewer events, or with events that were there, is left out", async () => {
      await log.append({ events: [event("one")], records: [record("acme/shop", "a/b", 5)] }, at(0));
      await log.append({ events: [], records: [record("acme/shop", "a/b", 4)] }, at(0));
      await log.append({ events: [event("one")], records: [record("acme/shop", "a/b", 6)] }, at(0));

      expect((await log.record("acme/shop", "a/b"))?.events).toBe(5);
      await log.append({ events: [], records: [record("acme/shop", "a/b", 6)] }, at(0));
      expect((await log.record("acme/shop", "a/b"))?.events).toBe(6);
    });

    test("a snapshot stays as it was kept first", async () => {
      await log.keepEvidence("id", '{"a":1}', at(0));
      await log.keepEvidence("id", '{"a":2}', at(1));

      expect(await log.evidence("id")).toBe('{"a":1}');
    });

    test("another connection of the same process does not have to wait until a lock is given up", async () => {
      const other = await under.reopen();
      const began = performance.now();
      for (let round = 0; round < 10; round += 1) {
        await Promise.all([add(event(`a${round}`)), other.keepEvidence(`e${round}`, "{}", at(0)), keysOf()]);
      }

      expect(performance.now() - began).toBeLessThan(4_000);
      await other.close();
    });

    test("many who append at once lose nothing and double nothing", async () => {
      const other = await under.reopen();
      const rounds = Array.from({ length: 24 }, (_, index) => event(`k${index % 12}`));
      const added = await Promise.all(
        rounds.map((one, index) => (index % 2 ? log : other).append({ events: [one], records: [] }, at(0))),
      );

      expect(added.reduce((sum, count) => sum + count, 0)).toBe(12);
      expect((await eventsOf(log, {})).map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 12 }, (_, index) => index + 1),
      );
      await other.close();
    });
  });
}

async function eventsOf(log: EventLog, query: EventQuery): Promise<readonly LoggedEvent[]> {
  const all: LoggedEvent[] = [];
  for await (const page of log.events(query)) all.push(...page);
  return all;
}

async function recordsOf(log: EventLog, repository: string | null): Promise<readonly StoredRecord[]> {
  const all: StoredRecord[] = [];
  for await (const page of log.records(repository)) all.push(...page);
  return all;
}

function event(key: string, parts: Partial<EventToLog> = {}): EventToLog {
  return {
    ...{ repository: "acme/shop", key, change: "payments/api", at: at(0), actor: null },
    ...{ kind: "merged", data: '{"pullRequest":1}', evidence: null, ...parts },
  };
}

function record(repository: string, change: string | null, events: number): StoredRecord {
  return { repository, change, events, content: `{"events":${events}}` };
}
