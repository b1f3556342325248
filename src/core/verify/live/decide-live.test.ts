import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { duration, instant } from "../../model/index.ts";
import { decideLive, type LiveInput, type ValuesSeen } from "./decide-live.ts";

const mergedAt = instant(1_800_000_000_000);
const minutes = (count: number) => instant(mergedAt + duration(count, "m"));

function seen(input: Partial<LiveInput> = {}): ReturnType<typeof decideLive> {
  return decideLive({
    ...{ mergedAt, now: minutes(10), liveWithin: duration(1, "h") },
    ...{ values: null, revisions: [], sync: null, fixedDelay: null },
    ...input,
  });
}

function shown(...showing: readonly number[]): readonly ValuesSeen[] {
  return showing.map((count, index) => ({ at: minutes(index), pods: 3, showing: count }));
}

const synced = { application: "shop", syncs: 1, settledFor: duration(5, "m") };
const revision = {
  ...{ source: "the Kustomization apps", revision: "0123456789abcdef" },
  ...{ includesMerge: true, isReady: true },
};

describe("a merged change", () => {
  test.each([
    ["is live since the first of two moments at which all pods show it", { values: shown(0, 1, 3, 3) }, 2],
    ["is live since its last change of pods", { values: shown(3, 3, 2, 3, 3) }, 3],
  ])("%s", (_, input, since) => {
    expect(seen(input)).toMatchObject({ kind: "live", level: "value-visible", since: minutes(since) });
  });

  test.each([
    ["one scrape is not two", { values: shown(0, 3) }],
    ["an old pod is left", { values: shown(3, 3, 2) }],
    ["pods show old values, whatever the sync says", { values: shown(0, 0), sync: synced }],
    ["Synced without a sync since is what was so before", { sync: { ...synced, syncs: 0 } }],
    ["it was healthy for a minute", { sync: { ...synced, settledFor: duration(1, "m") } }],
    ["the revision does not hold the merge", { revisions: [{ ...revision, includesMerge: false }] }],
    ["one of two reconcilers is not ready", { revisions: [revision, { ...revision, isReady: false }] }],
    [
      "a revision without the merge is not overruled by a sync",
      { revisions: [{ ...revision, includesMerge: false }], sync: synced },
    ],
    ["the delay has not passed", { fixedDelay: duration(15, "m") }],
  ])("waits: %s", (_, input) => {
    expect(seen(input)).toEqual({ kind: "waiting", until: minutes(60) });
  });

  test.each([
    ["exact-revision", { revisions: [revision], sync: synced }],
    ["sync-counter", { sync: synced, fixedDelay: duration(1, "m") }],
    ["fixed-delay", { fixedDelay: duration(5, "m") }],
  ] as const)("is live by %s where nothing stronger shows anything", (level, input) => {
    expect(seen(input)).toMatchObject({ kind: "live", level });
  });

  test("is not live after the limit, and live though the limit has passed if its pods show it", () => {
    const late = { now: minutes(90) };

    expect(seen({ ...late, values: shown(0, 0) })).toEqual({ kind: "not-live", waited: duration(90, "m") });
    expect(seen({ ...late, values: shown(3, 3) }).kind).toBe("live");
  });

  test("is never live by values while a pod at the newest moment does not show it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 })),
        fc.integer({ min: 0, max: 2 }),
        (before, last) => {
          expect(seen({ values: shown(...before, last), sync: synced }).kind).not.toBe("live");
        },
      ),
    );
  });
});
