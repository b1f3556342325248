import { describe, expect, inject, test } from "vitest";
import { repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { containerIn } from "../../test/fixtures/manifests/locate-raw.ts";
import { programRenderer } from "../adapters/render/index.ts";
import { planEdits } from "../core/manifests/index.ts";
import { err, explainRefusal, type Result, type SettingName } from "../core/model/index.ts";
import { locateSettings } from "./locate-settings.ts";
import { proveEdits } from "./prove-edits.ts";

const { helm } = inject("tools");
const renderer = programRenderer({ helm: helm ?? "helm" });

const chartFile = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";

const head = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  {{- with .Values.labels }}
  labels: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  template:
    spec:
      containers:
`;

const app = `      - name: app
        image: "{{ .Values.image }}" # pinned
        resources:
          requests:
            cpu: 100m
            memory: "64Mi"
`;

function texts(
  template: string,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return {
    "shop/Chart.yaml": chartFile,
    "shop/values.yaml": "image: x\n",
    "shop/templates/shop.yaml": template,
    ...more,
  };
}

/** Makes one change, and gives the texts that changed once it is proven; else the sentence that refuses it. */
async function edited(
  given: Readonly<Record<string, string>>,
  name: string,
  values: Partial<Record<SettingName, string>>,
  environment?: string,
): Promise<Readonly<Record<string, string>> | string> {
  const located = await locateSettings(repositoryOf(given), renderer);
  const container = containerIn(located, name, environment);
  const changes = Object.entries(values).map(([setting, value]) => ({
    setting: setting as SettingName,
    value,
  }));
  const plan = planEdits(located, [{ container, changes }]);
  if (!plan.ok) return explainRefusal(plan.error);
  const proof = await proveEdits(located, renderer, plan.value);
  if (!proof.ok) return explainRefusal(proof.error);
  expect(proof.value.rendered.map(({ fields }) => fields.length)).toEqual([Object.keys(values).length]);
  return Object.fromEntries(proof.value.changes.map(({ path, after }) => [path, after]));
}

describe.skipIf(helm === null)("a value that a template writes itself", () => {
  test.each([
    ["requests.cpu", "cpu: 100m", "55m", "cpu: 55m"],
    ["requests.memory", 'memory: "64Mi"', "1Gi", 'memory: "1Gi"'],
  ] as const)("is replaced there: %s", async (setting, before, value, after) => {
    const template = head + app;

    expect(await edited(texts(template), "app", { [setting]: value })).toEqual({
      "shop/templates/shop.yaml": template.replace(before, after),
    });
  });

  test("is replaced in a mapping on one line", async () => {
    const template = `${head}      - {name: app, image: x, resources: {requests: {cpu: 5m}}}\n`;

    expect(await edited(texts(template), "app", { "requests.cpu": "55m" })).toEqual({
      "shop/templates/shop.yaml": template.replace("5m", "55m"),
    });
  });

  test("is joined by another one that is added beside it", async () => {
    const template = head + app;

    expect(await edited(texts(template), "app", { "limits.memory": "1Gi" })).toEqual({
      "shop/templates/shop.yaml": `${template}          limits:\n            memory: 1Gi\n`,
    });
  });

  test("is added to a container that has none, all of one change together", async () => {
    const bare = `${head}      {{- if true }}\n      - name: app\n        image: {{ .Values.image }}\n      {{- end }}\n      - name: side\n        image: y\n`;

    expect(await edited(texts(bare), "app", { "requests.cpu": "5m", "limits.memory": "1Gi" })).toEqual({
      "shop/templates/shop.yaml": bare.replace(
        "image: {{ .Values.image }}\n",
        "image: {{ .Values.image }}\n        resources:\n          requests:\n            cpu: 5m\n          limits:\n            memory: 1Gi\n",
      ),
    });
  });

  test("of a container that a loop makes several of is refused", async () => {
    const loop = `${head}      {{- range list "a" "b" }}\n      - name: {{ . }}\n        image: x\n        resources: {requests: {cpu: 5m}}\n      {{- end }}\n`;

    expect(await edited(texts(loop), "a", { "requests.cpu": "55m" })).toContain(
      "also feeds another container",
    );
    expect(await edited(texts(loop), "a", { "limits.cpu": "55m" })).toContain(
      "nothing is known that would set it",
    );
  });

  test("that an action computes is never replaced, in quotes or with a literal beside it", async () => {
    for (const written of ["{{ add 1 4 }}m", '"{{ add 1 4 }}m"', "5{{ print `m` }}"]) {
      const computed = `${head}      - name: app\n        image: x\n        resources: {requests: {cpu: ${written}}}\n`;

      expect(await edited(texts(computed), "app", { "requests.cpu": "55m" })).toContain(
        "writes or computes it",
      );
    }
  });

  test("that two environments deploy is refused", async () => {
    const more = { "shop/values-a.yaml": "image: a\n", "shop/values-b.yaml": "image: b\n" };

    expect(
      await edited(texts(head + app, more), "app", { "requests.cpu": "55m" }, "shop with values-a.yaml"),
    ).toContain("also feeds shop with values-b.yaml");
    expect(
      await edited(texts(head + app, more), "app", { "limits.cpu": "55m" }, "shop with values-a.yaml"),
    ).toContain("nothing is known that would set it");
  });

  test("that gives way to a value is said in the values", async () => {
    const either = `${head}      - name: app\n        image: x\n        {{- if .Values.resources }}\n        resources: {{- toYaml .Values.resources | nindent 10 }}\n        {{- end }}\n`;

    expect(await edited(texts(either), "app", { "requests.cpu": "5m" })).toEqual({
      "shop/values.yaml": "image: x\nresources:\n  requests:\n    cpu: 5m\n",
    });
  });

  test("in a chart that comes from a registry is left alone, and in one of the repository below it is not", async () => {
    const parent = (repository: string) => ({
      "all/Chart.yaml": `apiVersion: v2\nname: all\nversion: 1.0.0\ndependencies:\n- {name: shop, version: 1.0.0, repository: "${repository}"}\n`,
      "all/charts/shop/Chart.yaml": chartFile,
      "all/charts/shop/values.yaml": "image: x\n",
      "all/charts/shop/templates/shop.yaml": head + app,
    });

    expect(await edited(parent("https://charts.example.com"), "app", { "requests.cpu": "55m" })).toContain(
      "writes or computes it",
    );
    expect(await edited(parent("file://charts/shop"), "app", { "requests.cpu": "55m" })).toEqual({
      "all/charts/shop/templates/shop.yaml": (head + app).replace("100m", "55m"),
    });
  });

  test("in the first of two branches is replaced, and in another one it is refused", async () => {
    const branches = `${head}      - name: app\n        image: x\n        {{- if .Values.large }}\n        resources: {requests: {cpu: 1}}\n        {{- else }}\n        resources: {requests: {cpu: 5m}}\n        {{- end }}\n`;

    expect(await edited(texts(branches), "app", { "requests.cpu": "55m" })).toContain(
      "writes or computes it",
    );
    const large = texts(branches, { "shop/values.yaml": "large: true\n" });
    expect(await edited(large, "app", { "requests.cpu": "55m" })).toEqual({
      "shop/templates/shop.yaml": branches.replace("cpu: 1}", "cpu: 55m}"),
    });
  });

  test("in a template that is no YAML without its actions is refused", async () => {
    const twice = `${head}      - name: app\n        image: x\n        {{- if .Values.large }}\n        resources: {requests: {cpu: 1}}\n        {{- end }}\n        {{- if not .Values.large }}\n        resources: {requests: {cpu: 5m}}\n        {{- end }}\n`;

    expect(await edited(texts(twice), "app", { "requests.cpu": "55m" })).toContain("writes or computes it");
  });

  test("is not changed where nothing shows what comes of it", async () => {
    const located = await locateSettings(repositoryOf(texts(head + app)), renderer);
    const changes = [{ setting: "requests.cpu", value: "55m" } as const];
    const plan = planEdits(located, [{ container: containerIn(located, "app"), changes }]);
    const proof: Result<unknown, unknown> = plan.ok
      ? await proveEdits(located, null, plan.value)
      : err("no plan");

    expect(proof).toMatchObject({ ok: false, error: { code: "proof-failed" } });
  });
});
