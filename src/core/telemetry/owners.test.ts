import { describe, expect, test } from "vitest";
import { joinOwners, joinOwnersByCluster } from "./owners.ts";

const none = { pods: [], replicaSets: [], jobs: [], recorded: [] };

describe("the owner of a pod", () => {
  test("of a Deployment is found through its ReplicaSet, also when the pod is long gone", () => {
    const owners = joinOwners({
      ...none,
      pods: [
        {
          pod: "api-5d8c7-x2x9z",
          owner_kind: "ReplicaSet",
          owner_name: "api-5d8c7",
          owner_is_controller: "true",
        },
      ],
      replicaSets: [{ replicaset: "api-5d8c7", owner_kind: "Deployment", owner_name: "api" }],
    });

    expect(owners.ownerOf("api-5d8c7-x2x9z")).toEqual({
      kind: "Deployment",
      name: "api",
      source: "kube-state-metrics",
    });
  });

  test("of a CronJob is found through its Job", () => {
    const owners = joinOwners({
      ...none,
      pods: [{ pod: "report-29000000-abcde", owner_kind: "Job", owner_name: "report-29000000" }],
      jobs: [{ job_name: "report-29000000", owner_kind: "CronJob", owner_name: "report" }],
    });

    expect(owners.ownerOf("report-29000000-abcde")).toMatchObject({ kind: "CronJob", name: "report" });
  });

  test("that Argo Rollouts manages is a Rollout", () => {
    const owners = joinOwners({
      ...none,
      pods: [{ pod: "web-1-a", owner_kind: "ReplicaSet", owner_name: "web-1" }],
      replicaSets: [{ replicaset: "web-1", owner_kind: "Rollout", owner_name: "web" }],
    });

    expect(owners.ownerOf("web-1-a")).toMatchObject({ kind: "Rollout", name: "web" });
  });

  test("without owner is the pod itself, as kube-state-metrics spells it", () => {
    const owners = joinOwners({
      ...none,
      pods: [{ pod: "debug", owner_kind: "<none>", owner_name: "<none>" }],
    });

    expect(owners.ownerOf("debug")).toMatchObject({ kind: "Pod", name: "debug" });
  });

  test("that is a node or an operator's resource is nothing we tune, never a guess from the name", () => {
    const owners = joinOwners({
      ...none,
      pods: [{ pod: "kafka-broker-0", owner_kind: "StrimziPodSet", owner_name: "kafka-broker" }],
    });

    expect(owners.ownerOf("kafka-broker-0")).toBeNull();
  });

  test("comes from the recorded rule where kube-state-metrics has no series", () => {
    const owners = joinOwners({
      ...none,
      recorded: [{ pod: "a-b-c", workload: "a", workload_type: "statefulset" }],
    });

    expect(owners.ownerOf("a-b-c")).toEqual({ kind: "StatefulSet", name: "a", source: "recorded-rule" });
  });

  test("is looked for in its own cluster: the same pod name elsewhere is another pod", () => {
    const series = {
      ...none,
      pods: [
        { pod: "db-0", cluster: "eu", owner_kind: "StatefulSet", owner_name: "db" },
        { pod: "db-0", cluster: "us", owner_kind: "PostgresCluster", owner_name: "db" },
      ],
    };

    expect(joinOwnersByCluster(series)("eu").ownerOf("db-0")).toMatchObject({ kind: "StatefulSet" });
    expect(joinOwnersByCluster(series)("us").ownerOf("db-0")).toBeNull();
  });

  test.each([
    ["api-7d9c6b5d4f-x2x9z", "Deployment", "api"],
    ["db-0", "StatefulSet", "db"],
    ["agent-x2x9z", "DaemonSet", "agent"],
    ["report-29000000-x2x9z", "CronJob", "report"],
  ])("of %s is guessed from the name as the last resort, and says so", (pod, kind, name) => {
    expect(joinOwners(none).ownerOf(pod)).toEqual({ kind, name, source: "pod-name" });
  });
});
