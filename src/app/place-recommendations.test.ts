import { describe, expect, test } from "vitest";
import { anEvidence } from "../../test/support/builders/evidence.ts";
import { defaultTuning, learnFleet } from "../core/analysis/index.ts";
import { quantity, type RepositoryFile } from "../core/model/index.ts";
import { locateSettings } from "./locate-settings.ts";
import { placeRecommendations } from "./place-recommendations.ts";

const deployment = (resources: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: payments}
spec:
  template:
    spec:
      containers:
        - name: api
          image: example/api:1
          resources: ${resources}
`;

async function place(files: Readonly<Record<string, string>>, evidence = anEvidence()) {
  const texts = Object.entries(files).map(([path, text]): [string, RepositoryFile] => [
    path,
    { kind: "text", text },
  ]);
  const located = await locateSettings({ origin: "test", files: new Map(texts) }, null);
  const { recommendations, skipped } = placeRecommendations(evidence, {
    located,
    prices: null,
    fleetAt: (risk) => learnFleet([], risk),
    tuningOf: () => defaultTuning,
  });
  return {
    settings: recommendations.map(
      ({ setting, location }) => `${setting} ${location?.file}:${location?.line}`,
    ),
    codes: skipped.map(({ setting, refusal }) => `${setting ?? "all"}: ${refusal.code}`),
    reasons: recommendations.flatMap(({ reasons }) => reasons),
  };
}

describe("placing recommendations", () => {
  test("names the line that each value stands on", async () => {
    const { settings, codes } = await place({ "api.yaml": deployment("{requests: {cpu: 1, memory: 1Gi}}") });

    expect(settings).toEqual(["requests.cpu api.yaml:10", "requests.memory api.yaml:10"]);
    expect(codes).toEqual([]);
  });

  test("beside a limit that is set but not known, the request of that resource stays", async () => {
    const resources = `{requests: {cpu: 1, memory: 1Gi}, limits: {cpu: "\${CPU_LIMIT}"}}`;

    const { settings, codes } = await place({ "api.yaml": deployment(resources) });

    expect(settings).toEqual(["requests.memory api.yaml:10"]);
    expect(codes).toEqual(["requests.cpu: substituted-value"]);
  });

  test("an impossible limit is reported, and its request stays", async () => {
    const resources = "{requests: {cpu: 1, memory: 1Gi}, limits: {memory: 200m}}";

    const { settings, codes } = await place({ "api.yaml": deployment(resources) });

    expect(settings).toEqual(["requests.cpu api.yaml:10"]);
    expect(codes).toEqual(["requests.memory: impossible-quantity"]);
  });

  test("an autoscaler in the repository counts, though the metrics show none", async () => {
    const autoscaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: api, namespace: payments}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: api}
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]
`;

    const { settings, codes } = await place({
      "api.yaml": `${deployment("{requests: {cpu: 1, memory: 1Gi}}")}---\n${autoscaler}`,
    });

    expect(settings).toEqual(["requests.memory api.yaml:10"]);
    expect(codes).toEqual(["requests.cpu: hpa-owned"]);
  });

  test("says where cluster and git disagree", async () => {
    const live = { "requests.cpu": quantity("500m"), "requests.memory": quantity("1Gi") };

    const { reasons } = await place(
      { "api.yaml": deployment("{requests: {cpu: 1, memory: 1Gi}}") },
      anEvidence({ live }),
    );

    expect(reasons).toContain(
      "The cluster runs with 500m where git says 1: not synced yet, or set elsewhere.",
    );
  });

  test("a workload that no manifest declares is not in the repository", async () => {
    expect((await place({ "other.yaml": "kind: Service\n" })).codes).toEqual(["all: not-in-repository"]);
  });
});
