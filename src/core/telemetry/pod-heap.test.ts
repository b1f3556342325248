import { describe, expect, test } from "vitest";
import { duration, formatInstant, instant } from "../model/index.ts";
import { heapMoment } from "./heap-questions.ts";
import { heapStateOf, mergeHeaps, type PodHeap } from "./pod-heap.ts";

const nothing = { most: null, taken: null, counted: null, beyond: null, live: null };

function jvm(pod: string, facts: Partial<PodHeap> = {}): PodHeap {
  return { pod, container: "app", runtime: "jvm", ...nothing, ...facts };
}

describe("answers of several moments", () => {
  test("keep their peaks, and the maximum that the newest says", () => {
    const newer = jvm("a", { most: 100, taken: 50, beyond: 30, live: null });
    const older = jvm("a", { most: 200, taken: 90, beyond: 20, counted: 10, live: 40 });

    expect(mergeHeaps([[newer], [older]])).toEqual([
      jvm("a", { most: 100, taken: 90, beyond: 30, counted: 10, live: 40 }),
    ]);
  });

  test("name a container as soon as one of them does", () => {
    const { container, ...unnamed } = jvm("a", { taken: 10 });

    expect(mergeHeaps([[unnamed], [jvm("a", { taken: 20 })]])).toEqual([jvm("a", { taken: 20 })]);
    expect(mergeHeaps([[unnamed], [jvm("b")]])).toHaveLength(2);
  });
});

describe("the heap of a container", () => {
  const state = heapStateOf([
    jvm("old", { most: 900, taken: 800, beyond: 40, counted: 60, live: 300 }),
    jvm("new", { most: 500, taken: 400, beyond: 50, counted: 20 }),
    jvm("idle"),
    { pod: "bare", runtime: "jvm", ...nothing, taken: 10 },
    { pod: "both", container: "app", runtime: "go", ...nothing, taken: 10, beyond: 5 },
    jvm("both", { taken: 70, beyond: -5 }),
  ]);

  test("is as large as its newest pod lets it be, and its peaks are of all pods", () => {
    expect(state.usageOf(["old", "new"], "new", "app")).toEqual({
      runtime: "jvm",
      most: 500,
      taken: 800,
      beyond: 60,
      live: 300,
    });
    expect(state.usageOf(["old", "new"], "gone", "app")?.most).toBe(900);
  });

  test("is not known where it only showed, and where it may be another container's", () => {
    expect(state.usageOf(["idle"], "idle", "app")).toBeNull();
    expect(state.usageOf(["bare"], "bare", "app")).toBeNull();
    expect(state.usageOf(["old"], "old", "proxy")).toBeNull();
  });

  test("that may be another container's is held against each", () => {
    expect(state.runs("jvm", ["bare"], "proxy")).toBe(true);
    expect(state.runs("jvm", ["old"], "proxy")).toBe(false);
    expect(state.runs("go", ["old"], "app")).toBe(false);
  });

  test("of Java counts before an agent's, and memory that was never touched is not beyond it", () => {
    expect(state.usageOf(["both"], "both", "app")).toMatchObject({ runtime: "jvm", beyond: 0 });
  });
});

describe("when to look at heaps", () => {
  const end = instant(Date.UTC(2026, 10, 20, 9, 30));
  const moments = (to: number): readonly string[] =>
    Array.from({ length: 14 }, (_, ago) => heapMoment(Math.floor(to / duration(1, "d")) - ago, instant(to)))
      .filter((at) => at !== null)
      .map(formatInstant);

  test("is at the end of what is read, and every fourth day at another hour", () => {
    expect(moments(end)).toEqual([
      "2026-11-20T09:30:00Z",
      "2026-11-19T16:00:00Z",
      "2026-11-15T12:00:00Z",
      "2026-11-11T08:00:00Z",
      "2026-11-07T04:00:00Z",
    ]);
  });

  test("is the same for days that are over, whenever it is asked", () => {
    const later = moments(end + duration(1, "h"));

    expect(later.slice(1)).toEqual(moments(end).slice(1));
  });
});
