import { describe, expect, test } from "vitest";
import type { InstantSample, Labels } from "../model/index.ts";
import { answersOf, readState, type StateAnswers } from "./container-state.ts";

const nothing: StateAnswers = {
  requests: [],
  limits: [],
  outOfMemory: [],
  limitsOfKilled: [],
  restarts: [],
  throttledPeriods: [],
  periods: [],
  autoscalers: [],
  autoscalerTargets: [],
  javaHeaps: [],
};

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
    ["outOfMemory", "outOfMemoryOf"],
    ["restarts", "restartsOf"],
    ["periods", "throttledShareOf"],
    ["autoscalers", "autoscalersOf"],
    ["autoscalerTargets", "autoscalersOf"],
    ["javaHeaps", "runsJvm"],
  ] as const)("is unknown where the question about %s failed, never empty", (question, fact) => {
    const state = readState({ ...nothing, [question]: null });

    const asked = {
      settingsOf: () => state.settingsOf("api-1-a", "api"),
      outOfMemoryOf: () => state.outOfMemoryOf(["api-1-a"], "api"),
      restartsOf: () => state.restartsOf(["api-1-a"], "api"),
      throttledShareOf: () => state.throttledShareOf(["api-1-a"], "api"),
      autoscalersOf: () => state.autoscalersOf("Deployment", "api"),
      runsJvm: () => state.runsJvm(["api-1-a"], "api"),
    };
    expect(asked[fact]()).toBeNull();
  });

  test("counts throttling over all lives of a container, but no life twice", () => {
    const state = readState({
      ...nothing,
      periods: [sample({ id: "1" }, 1000), sample({ id: "2" }, 1000), sample({ id: "2", job: "other" }, 990)],
      throttledPeriods: [
        sample({ id: "1" }, 600),
        sample({ id: "2" }, 40),
        sample({ id: "2", job: "other" }, 40),
      ],
    });

    expect(state.throttledShareOf(["api-1-a"], "api")).toBeCloseTo(0.32, 6);
  });

  test("knows the highest limit that a killed pod ran with", () => {
    const state = readState({
      ...nothing,
      outOfMemory: [sample({}, 1), sample({ pod: "api-1-b" }, 1), sample({ pod: "other" }, 1)],
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
