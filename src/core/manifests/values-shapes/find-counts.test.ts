import { expect, test } from "vitest";
import { repositoryOf } from "../../../../test/fixtures/manifests/kustomize-trees.ts";
import { surveyCharts } from "../helm/survey-charts.ts";
import { findCounts } from "./find-counts.ts";

function countsIn(texts: Record<string, string>): readonly string[] {
  const values = Object.keys(texts).map((path) => ({ from: "file", path }) as const);
  const source = { releaseName: "api", namespace: null, values, parameters: [] };
  const layers = surveyCharts(repositoryOf(texts), [], {
    firstId: 0,
    elsewhere: [source],
    declarations: new Map(),
  }).releases.get(source);
  if (layers === undefined || !layers.ok) throw new Error("the values are not read");
  return findCounts(layers.value).map(
    ({ count, component, raw, file, line, path }) =>
      `${count} [${component.join(" ")}] ${raw} ${file}:${line} ${path}`,
  );
}

test("replicas, bounds and targets are found with the part that they are of", () => {
  const text = `replicaCount: 2
autoscaling: {minReplicas: 3, maxReplicas: 9, targetCPUUtilizationPercentage: 80}
worker:
  replicas: 4
  autoscaling:
    targetMemoryUtilizationPercentage: 70
`;

  expect(countsIn({ "v.yaml": text })).toEqual([
    "replicas [] 2 v.yaml:1 replicaCount",
    "least-replicas [] 3 v.yaml:2 autoscaling.minReplicas",
    "most-replicas [] 9 v.yaml:2 autoscaling.maxReplicas",
    "target [] 80 v.yaml:2 autoscaling.targetCPUUtilizationPercentage",
    "replicas [worker] 4 v.yaml:4 worker.replicas",
    "target [worker] 70 v.yaml:6 worker.autoscaling.targetMemoryUtilizationPercentage",
  ]);
});

test("a count is the one of the text that is merged last", () => {
  expect(countsIn({ "a.yaml": "replicaCount: 2\n", "b.yaml": "x: 1\nreplicaCount: 5\n" })).toEqual([
    "replicas [] 5 b.yaml:2 replicaCount",
  ]);
});

test("amounts of CPU and texts are no counts", () => {
  expect(countsIn({ "a.yaml": "cpu: 2\nreplicaCount: many\nport: 80\n" })).toEqual([]);
});
