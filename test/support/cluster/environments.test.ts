import { describe, expect, inject, test } from "vitest";
import { programRenderer } from "../../../src/adapters/render/index.ts";
import { duration } from "../../../src/core/model/index.ts";
import { renderedBranch } from "./branch.ts";
import { Cluster } from "./cluster.ts";
import { apiLoad, apiManifest, Commits, clusterStart } from "./shop-cluster.ts";

const { kubectl } = inject("tools");

const autoscaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: api
  namespace: payments
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: api }
  minReplicas: 1
  maxReplicas: 6
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: { type: Utilization, averageUtilization: 50 }
`;

test("an autoscaler follows the demand up and, later, down", async () => {
  const commits = new Commits();
  commits.push({ "apps/api.yaml": apiManifest({ cpu: "250m" }), "apps/scale.yaml": autoscaler });
  const cluster = await Cluster.start({
    start: clusterStart,
    branch: renderedBranch(commits, null),
    reconcilers: [{ tool: "argo", name: "payments", path: "apps", namespace: "payments" }],
    load: () => apiLoad,
  });
  const { knobs } = cluster.deployment("payments", "api");
  const replicas = async (cpu: number) => {
    knobs.cpu = cpu;
    await cluster.advance(duration(30, "m"));
    return cluster.deployment("payments", "api").ready(cluster.now / 1000);
  };

  expect(await replicas(0.2)).toBe(1);
  expect(await replicas(1)).toBeGreaterThan(2);
  expect(await replicas(5)).toBe(6);
  expect(await replicas(0.2)).toBe(1);
});

describe.skipIf(kubectl === null)("with kustomize", () => {
  test("each environment gets what its overlay says of what is on the one branch", async () => {
    const overlay = (cpu: string, namespace: string) => `resources: [../../base]
namespace: ${namespace}
patches:
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: api, namespace: payments }
      spec: { template: { spec: { containers: [{ name: api, resources: { requests: { cpu: ${cpu} } } }] } } }
`;
    const files = (cpu: string) => ({
      "base/kustomization.yaml": "resources: [api.yaml]\n",
      "base/api.yaml": apiManifest(),
      "envs/staging/kustomization.yaml": overlay(cpu, "staging"),
      "envs/production/kustomization.yaml": overlay("800m", "production"),
    });
    const commits = new Commits();
    commits.push(files("400m"));
    const cluster = await Cluster.start({
      start: clusterStart,
      branch: renderedBranch(commits, programRenderer({ kubectl })),
      reconcilers: ["staging", "production"].map((name) => ({
        ...{ tool: "flux" as const, name, path: `envs/${name}`, namespace: name },
      })),
      load: () => apiLoad,
    });
    const requested = () =>
      ["staging", "production"].map(
        (name) => cluster.deployment(name, "api").pods[0]?.containers[0]?.resources.requests?.cpu,
      );
    await cluster.advance(duration(10, "m"));
    expect(requested()).toEqual(["400m", "800m"]);

    commits.push(files("300m"));
    await cluster.advance(duration(20, "m"));
    expect(requested()).toEqual(["300m", "800m"]);
    expect(cluster.reconciler("production").revision).toBe(cluster.reconciler("staging").revision);
    expect(cluster.deployment("production", "api").generation).toBe(1);
  });
});
