import fc from "fast-check";
import { expect, test } from "vitest";
import { type Happening, instant, liveLevels } from "../model/index.ts";
import { noHistory, withEvent } from "./change-history.ts";
import { readHappening, writeHappening } from "./event-text.ts";
import { readHistory, writeHistory } from "./history-text.ts";

const number = fc.integer({ min: 1, max: 9999 });
const settings = fc.array(
  fc.record({
    container: fc.string(),
    setting: fc.constantFrom("requests.cpu" as const, "limits.memory" as const),
    file: fc.string(),
    path: fc.string(),
    from: fc.option(fc.string()),
    to: fc.option(fc.string()),
  }),
  { maxLength: 3 },
);
const proposed = { pullRequest: number, commit: fc.string(), settings, evidenceUntil: fc.string() };
const judged = { pullRequest: number, afterSeconds: fc.nat(), findings: fc.array(fc.string()) };

/** One of every kind that this version writes. */
const happenings: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant("proposed"),
    ...proposed,
    branch: fc.string(),
    workload: fc.option(fc.string()),
  }),
  fc.record({ kind: fc.constant("updated"), ...proposed }),
  fc.record({
    kind: fc.constant("closed"),
    pullRequest: number,
    reason: fc.constantFrom("superseded", "declined"),
  }),
  fc.record({ kind: fc.constant("rejected"), pullRequest: number, labels: fc.array(fc.string()) }),
  fc.record({ kind: fc.constant("edited"), pullRequest: number, commit: fc.string() }),
  fc.record({ kind: fc.constant("snoozed"), pullRequest: number, until: fc.option(fc.string()) }),
  fc.record({
    kind: fc.constant("reverted"),
    pullRequest: number,
    how: fc.constantFrom("reverted", "raised"),
  }),
  fc.record({ kind: fc.constantFrom("reopened", "merged", "held", "released"), pullRequest: number }),
  fc.record({ kind: fc.constant("ordered"), pullRequest: number, verb: fc.string(), words: fc.string() }),
  fc.record({ kind: fc.constantFrom("paused", "resumed") }),
  fc.record({
    kind: fc.constant("live"),
    pullRequest: number,
    level: fc.constantFrom(...liveLevels),
    seen: fc.string(),
  }),
  fc.record({ kind: fc.constant("not-live"), pullRequest: number, waitedSeconds: fc.nat() }),
  fc.record({ kind: fc.constantFrom("verified", "regressed"), ...judged }),
  fc.record({ kind: fc.constant("inconclusive"), ...judged, isExtended: fc.boolean() }),
  fc.record({
    kind: fc.constant("rollback-proposed"),
    pullRequest: number,
    rollback: number,
    settings,
    left: settings,
  }),
  fc.record({
    kind: fc.constant("rolled-back"),
    pullRequest: number,
    rollback: number,
    cooldownUntil: fc.string(),
  }),
  fc.record({
    kind: fc.constant("promoted"),
    pullRequest: number,
    environment: fc.string(),
    next: fc.string(),
  }),
);

test("every event is read back as it was written", () => {
  fc.assert(
    fc.property(happenings, (happened) => {
      expect(readHappening(writeHappening(happened))).toEqual(happened);
    }),
  );
});

test.each([
  ["a kind of a newer version", { kind: "cross-examined", data: '{"pullRequest":3}' }],
  ["a known kind with more in it", { kind: "merged", data: '{"pullRequest":3,"by":"a queue"}' }],
  ["a known kind with less in it", { kind: "merged", data: "{}" }],
  ["damaged data", { kind: "merged", data: '{"pullReq' }],
  ["data with a kind of its own", { kind: "cross-examined", data: '{"kind":"merged","pullRequest":3}' }],
])("%s is kept as it is", (_, text) => {
  const happened = readHappening(text);

  expect(happened.kind).toBe("unknown");
  expect(writeHappening(happened)).toEqual(text);
});

test("a record of any events is counted, bounded, and read back as it was written", () => {
  fc.assert(
    fc.property(fc.array(happenings, { maxLength: 80 }), (all) => {
      const history = all.reduce(
        (before, happened, index) =>
          withEvent(before, {
            ...{ key: `${index}`, repository: "a/b", change: "c", at: instant(index), actor: null },
            ...{ happened, evidence: null },
          }),
        noHistory,
      );

      expect(history.events).toBe(all.length);
      expect(history.pullRequests.length).toBeLessThanOrEqual(50);
      expect(readHistory(writeHistory(history))).toEqual(history);
    }),
    { numRuns: 40 },
  );
});
