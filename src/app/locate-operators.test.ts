import { describe, expect, inject, test } from "vitest";
import { repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { containerIn } from "../../test/fixtures/manifests/locate-raw.ts";
import { programRenderer } from "../adapters/render/index.ts";
import { type Located, planEdits } from "../core/manifests/index.ts";
import { explainRefusal, type SettingName, settingNames } from "../core/model/index.ts";
import { locateSettings } from "./locate-settings.ts";
import { proveEdits } from "./prove-edits.ts";

const { kubectl } = inject("tools");
const renderer = programRenderer({ kubectl: kubectl ?? "kubectl" });

function prometheus(spec: string): string {
  return `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata:
  name: k8s
  namespace: monitoring
spec:
  containers: []
${spec}`;
}

const block = "  resources:\n    requests:\n      cpu: 100m\n      memory: 400Mi\n";

/** Each setting of the only container: value, and how and where it would be changed. */
function settings(located: Located, environment?: string): readonly string[] {
  const { settings: all } = containerIn(located, "prometheus", environment);
  return settingNames.map((setting) => {
    const { raw, place } = all[setting];
    const how = place.ok
      ? `${place.value.edit.kind} ${place.value.location.file}:${place.value.location.line}`
      : place.error.code;
    return `${setting} ${raw ?? "-"} ${how}`;
  });
}

/** Changes the only container, and proves it. */
async function change(
  located: Located,
  changes: Partial<Record<SettingName, string>>,
): Promise<{ readonly files: Record<string, string>; readonly rendered: readonly string[] }> {
  const container = containerIn(located, "prometheus");
  const wanted = Object.entries(changes).map(([setting, value]) => ({
    setting: setting as SettingName,
    value,
  }));
  const plan = planEdits(located, [{ container, changes: wanted }]);
  if (!plan.ok) throw new Error(explainRefusal(plan.error));
  const proof = await proveEdits(located, renderer, plan.value);
  if (!proof.ok) throw new Error(explainRefusal(proof.error));
  return {
    files: Object.fromEntries(proof.value.changes.map(({ path, after }) => [path, after])),
    rendered: proof.value.rendered.flatMap(({ fields }) => fields),
  };
}

describe("a workload that an operator makes", () => {
  test("has its settings where the custom resource is written", async () => {
    const located = await locateSettings(repositoryOf({ "a/p.yaml": prometheus(block) }), null);

    expect(containerIn(located, "prometheus")).toMatchObject({
      kind: "StatefulSet",
      name: "prometheus-k8s",
      namespace: "monitoring",
    });
    expect(settings(located)).toEqual([
      "requests.cpu 100m replace a/p.yaml:10",
      "requests.memory 400Mi replace a/p.yaml:11",
      "limits.cpu - insert a/p.yaml:8",
      "limits.memory - insert a/p.yaml:8",
    ]);
  });

  test("without resources gets them in the custom resource", async () => {
    const located = await locateSettings(repositoryOf({ "a/p.yaml": prometheus("  replicas: 2\n") }), null);

    const { files } = await change(located, { "requests.cpu": "200m", "limits.memory": "1Gi" });

    expect(files["a/p.yaml"]).toBe(
      prometheus(
        "  replicas: 2\n  resources:\n    requests:\n      cpu: 200m\n    limits:\n      memory: 1Gi\n",
      ),
    );
  });
});

describe.skipIf(kubectl === null)("a workload that an operator makes from what kubectl renders", () => {
  const base = {
    "base/kustomization.yaml": "resources: [p.yaml]\n",
    "base/p.yaml": prometheus(block),
  };

  test("has its settings in the layer that decides, under the name that is rendered", async () => {
    const patch = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: k8s, namespace: monitoring}
spec:
  resources:
    requests:
      cpu: 300m
`;
    const over = {
      "over/kustomization.yaml": "resources: [../base]\nnamePrefix: p-\npatches: [{path: patch.yaml}]\n",
      "over/patch.yaml": patch,
    };

    const located = await locateSettings(repositoryOf({ ...base, ...over }), renderer);

    expect(containerIn(located, "prometheus")).toMatchObject({ name: "prometheus-p-k8s", foundBy: "render" });
    expect(settings(located).slice(0, 2)).toEqual([
      "requests.cpu 300m replace over/patch.yaml:7",
      "requests.memory 400Mi replace base/p.yaml:11",
    ]);
  });

  test("is changed in one line, and the render of the custom resource proves it", async () => {
    const located = await locateSettings(repositoryOf(base), renderer);

    const { files, rendered } = await change(located, { "requests.cpu": "200m", "limits.memory": "1Gi" });

    expect(files["base/p.yaml"]).toBe(
      prometheus(
        "  resources:\n    requests:\n      cpu: 200m\n      memory: 400Mi\n    limits:\n      memory: 1Gi\n",
      ),
    );
    expect(rendered).toEqual([
      "StatefulSet monitoring/prometheus-k8s prometheus requests.cpu = 200m",
      "StatefulSet monitoring/prometheus-k8s prometheus limits.memory = 1Gi",
    ]);
  });

  test("is left alone where two environments share the value, because no patch of a workload fits it", async () => {
    const over = {
      "a/kustomization.yaml": "resources: [../base]\n",
      "b/kustomization.yaml": "resources: [../base]\nnamePrefix: b-\n",
    };

    const located = await locateSettings(repositoryOf({ ...base, ...over }), renderer);

    expect(settings(located, "a")).toEqual([
      "requests.cpu 100m shared-value",
      "requests.memory 400Mi shared-value",
      "limits.cpu - shared-value",
      "limits.memory - shared-value",
    ]);
  });
});
