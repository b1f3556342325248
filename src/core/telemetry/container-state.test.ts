import { describe, expect, test } from "vitest";
import type { InstantSample, Labels } from "../model/index.ts";
import { answersOf, readState, type StateAnswers } from "./container-state.ts";
import { unknownEvents } from "./day-events.ts";

const nothing: StateAnswers = {
  requests: [],
  limits: [],
  limitsOfKilled: [],
  autoscalers: [],
  autoscalerTargets: [],
  heapSeries: [],
  days: [{ throttling: [], restarts: [], kills: [], heaps: [] }],
};

const api = { pod: "api-1-a", container: "api" };

function sample(labels: Labels, value: number): InstantSample {
  return { labels: { pod: "api-1-a", container: "api", ...labels }, value };
}

describe("the state of a container", () => {
  test("has the exact quantities that kube-state-metrics exports as floats", () => {
    const state = readState({
      ...nothing,
      requests: [sample({ resource: "cpu" }, 0.1 + 0.2), sample({ resource: "memory" }, 2 ** 29)],
      limits: [sample({ resource: "memory" }, 2 ** 30)],
    });

    const settings = state.settingsOf("api-1-a", "api");
    expect(settings?.["requests.cpu"]?.text).toBe("300m");
    expect(settings?.["requests.memory"]?.text).toBe("512Mi");
    expect(settings?.["limits.memory"]?.text).toBe("1Gi");
    expect(settings?.["limits.cpu"]).toBeUndefined();
  });

  test.each([
    ["requests", "settingsOf"],
    ["limits", "settingsOf"],
    ["autoscalers", "autoscalersOf"],
    ["autoscalerTargets", "autoscalersOf"],
    ["heapSeries", "runsJvm"],
  ] as const)("is unknown where the question about %s failed, never empty", (question, fact) => {
    const state = readState({ ...nothing, [question]: null });

    const asked = {
      settingsOf: () => state.settingsOf("api-1-a", "api"),
      autoscalersOf: () => state.autoscalersOf("Deployment", "api"),
      runsJvm: () => state.runsJvm(["api-1-a"], "api"),
    };
    expect(asked[fact]()).toBeNull();
  });

  test("has the heap of all moments, and a day that is unknown leaves fewer of them", () => {
    const heap = {
      ...api,
      runtime: "jvm",
      most: 100,
      taken: 50,
      counted: null,
      beyond: 20,
      live: null,
    } as const;
    const quiet = { throttling: [], restarts: [], kills: [] };
    const state = readState({
      ...nothing,
      heapSeries: [{ ...api, __name__: "jvm_memory_used_bytes" }],
      days: [
        { ...quiet, heaps: [{ ...heap, most: 200, taken: 80 }] },
        unknownEvents,
        { ...quiet, heaps: [heap] },
      ],
    });

    expect(state.runsJvm(["api-1-a"], "api")).toBe(true);
    expect(state.runsJvm(["api-1-a"], "proxy")).toBe(false);
    expect(state.heapOf(["api-1-a"], "api-1-a", "api")).toMatchObject({ most: 100, taken: 80, beyond: 20 });
    expect(readState({ ...nothing, heapSeries: null }).heapOf(["api-1-a"], "api-1-a", "api")).toBeNull();
  });

  test.each([
    ["kills", "outOfMemoryOf"],
    ["restarts", "restartsOf"],
    ["throttling", "throttledShareOf"],
  ] as const)("is unknown where the question about %s of a single day failed", (event, fact) => {
    const quiet = { throttling: [], restarts: [], kills: [], heaps: [] };

    const state = readState({ ...nothing, days: [quiet, { ...quiet, [event]: null }, quiet] });

    expect(state[fact](["api-1-a"], "api")).toBeNull();
  });

  test("adds up what happened on each day", () => {
    const state = readState({
      ...nothing,
      days: [
        {
          throttling: [{ ...api, throttled: 300, periods: 1000 }],
          restarts: [{ ...api, count: 1.2 }],
          kills: [],
          heaps: [],
        },
        {
          throttling: [{ ...api, throttled: 20, periods: 1000 }],
          restarts: [{ ...api, count: 2.3 }],
          kills: [api],
          heaps: [],
        },
      ],
    });

    expect(state.throttledShareOf(["api-1-a"], "api")).toBeCloseTo(0.16, 6);
    expect(state.restartsOf(["api-1-a"], "api")).toBe(4);
    expect(state.outOfMemoryOf(["api-1-a"], "api")?.pods).toBe(1);
  });

  test("knows the highest limit that a killed pod ran with", () => {
    const state = readState({
      ...nothing,
      days: [{ ...unknownEvents, kills: [api, { ...api, pod: "api-1-b" }, { ...api, pod: "other" }] }],
      limitsOfKilled: [
        sample({ resource: "memory" }, 256),
        sample({ pod: "api-1-b", resource: "memory" }, 512),
      ],
    });

    expect(state.outOfMemoryOf(["api-1-a", "api-1-b"], "api")).toEqual({ pods: 2, highestLimit: 512 });
  });

  test("lists the autoscalers of its workload, and what they steer by", () => {
    const info = {
      horizontalpodautoscaler: "api",
      scaletargetref_kind: "Deployment",
      scaletargetref_name: "api",
    };
    const state = readState({
      ...nothing,
      autoscalers: [sample(info, 1)],
      autoscalerTargets: [
        sample({ horizontalpodautoscaler: "api", metric_name: "cpu", metric_target_type: "utilization" }, 60),
        sample({ horizontalpodautoscaler: "api", metric_name: "memory", metric_target_type: "average" }, 5),
      ],
    });

    expect(state.autoscalersOf("Deployment", "api")).toEqual([{ name: "api", utilizationOf: ["cpu"] }]);
    expect(state.autoscalersOf("StatefulSet", "api")).toEqual([]);
  });

  test("of one cluster is not that of another", () => {
    const answers = {
      ...nothing,
      requests: [
        sample({ cluster: "eu", resource: "cpu" }, 1),
        sample({ cluster: "us", resource: "cpu" }, 4),
      ],
    };

    expect(readState(answersOf(answers, "eu")).settingsOf("api-1-a", "api")?.["requests.cpu"]?.text).toBe(
      "1",
    );
    expect(readState(answersOf(answers, "us")).settingsOf("api-1-a", "api")?.["requests.cpu"]?.text).toBe(
      "4",
    );
  });
});
