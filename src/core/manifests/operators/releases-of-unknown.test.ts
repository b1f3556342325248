import { describe, expect, test } from "vitest";
import { repositoryOf } from "../../../../test/fixtures/manifests/kustomize-trees.ts";
import { surveyRepository } from "../survey.ts";
import { releasesOfUnknown } from "./releases-of-unknown.ts";

function releases(
  apiVersion: string,
  kind: string,
  body = "spec: {containers: [], resources: {}}",
): readonly string[] {
  const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n${body}\n`;
  return releasesOfUnknown(surveyRepository(repositoryOf({ "a/x.yaml": text }))).map(
    ({ environment, source, chart }) => `${source.releaseName} ${chart} in ${environment.name}`,
  );
}

describe("a custom resource", () => {
  test("of an unknown kind is a release of a chart that is called as its kind", () => {
    expect(releases("example.org/v1", "RedisCache")).toEqual(["x redis-cache in a/x.yaml"]);
  });

  test("in a list is one as well", () => {
    const item = "{apiVersion: example.org/v1, kind: Y, metadata: {name: y}, spec: {containers: []}}";

    expect(releases("v1", "List", `items: [${item}] # resources`)).toEqual(["y y in a/x.yaml"]);
  });

  test.each([
    ["of a known kind", "monitoring.coreos.com/v1", "Prometheus"],
    ["that is a workload", "argoproj.io/v1alpha1", "Rollout"],
    ["that deploys others", "argoproj.io/v1alpha1", "Application"],
    ["of Flux", "helm.toolkit.fluxcd.io/v2", "HelmRelease"],
    ["of Kubernetes", "gateway.networking.k8s.io/v1", "Gateway"],
    ["of a group without a dot", "apps/v1", "ControllerRevision"],
  ])("%s is none", (_, apiVersion, kind) => {
    expect(releases(apiVersion, kind)).toEqual([]);
  });

  test("without a spec is none", () => {
    expect(releases("example.org/v1", "Y", "status: {containers: [], resources: {}}")).toEqual([]);
  });
});
