import { expect, test } from "vitest";
import { loadData } from "../data.ts";
import { formatPath } from "../node-path.ts";
import { customBlocks } from "./custom-blocks.ts";
import { fitsBlockName } from "./fit-block-name.ts";

function blocksOf(apiVersion: string, kind: string, spec: string): readonly string[] {
  const data = loadData(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\nspec: ${spec}\n`);
  if (!data.ok) throw new Error(data.error);
  return customBlocks(data.value[0]).map(({ resource }) => formatPath(resource.at));
}

const amounts = "resources: {requests: {cpu: 1}}";

test("blocks stand in the spec of a custom resource and in its parts, and no deeper", () => {
  const spec = `{${amounts}, server: {${amounts}}, a: {b: {${amounts}}}, disk: {resources: {requests: {storage: 1Gi}}}}`;

  expect(blocksOf("valkey.example.org/v1", "Valkey", spec)).toEqual(["spec", "spec.server"]);
});

test.each([
  ["a kind of the table", "monitoring.coreos.com/v1", "Prometheus"],
  ["a HelmRelease, whose values are a chart's", "helm.toolkit.fluxcd.io/v2", "HelmRelease"],
  ["an Application", "argoproj.io/v1alpha1", "Application"],
  ["a kind of Kubernetes", "autoscaling.k8s.io/v1", "VerticalPodAutoscaler"],
  ["a kind without a group", "v1", "PersistentVolumeClaim"],
])("%s has none", (_, apiVersion, kind) => {
  expect(blocksOf(apiVersion, kind, `{${amounts}, values: {${amounts}}}`)).toEqual([]);
});

test.each([
  ["the same name", ["spec"], "cache", "valkey", true],
  ["the kind behind it", ["spec"], "cache-valkey", "valkey", true],
  ["the part behind it", ["spec", "metricsServer"], "cache-metrics-server", "metrics-server", true],
  ["the part as the container", ["spec", "exporter"], "cache", "exporter", true],
  ["another part behind it", ["spec", "exporter"], "cache-valkey", "valkey", false],
  ["a word that nothing explains", ["spec"], "cache-backup", "valkey", false],
  ["a container that nothing explains", ["spec"], "cache", "istio-proxy", false],
  ["a name that only begins alike", ["spec"], "cacheable", "valkey", false],
])("a workload with %s fits or not", (_, at, name, container, fits) => {
  const resource = { apiVersion: "valkey.example.org/v1", kind: "Valkey", name: "cache", at };

  expect(fitsBlockName(resource, { name, container })).toBe(fits);
});
