import { describe, expect, inject, test } from "vitest";
import { repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { containerIn } from "../../test/fixtures/manifests/locate-raw.ts";
import { programRenderer } from "../adapters/render/index.ts";
import { planEdits } from "../core/manifests/index.ts";
import { explainRefusal, type SettingName } from "../core/model/index.ts";
import { locateSettings } from "./locate-settings.ts";
import { proveEdits } from "./prove-edits.ts";

const { helm } = inject("tools");
const renderer = programRenderer({ helm: helm ?? "helm" });

const chart = (more = ""): string => `apiVersion: v2\nname: shop\nversion: 1.0.0\n${more}`;

const template = (resources: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  template:\n    spec:\n      containers:\n      - name: app\n        image: x\n        resources:\n          requests:\n${resources}`;

async function edited(
  texts: Readonly<Record<string, string>>,
  setting: SettingName,
  value: string,
): Promise<Readonly<Record<string, string>> | string> {
  const located = await locateSettings(repositoryOf(texts), renderer);
  const changes = [{ setting, value }];
  const plan = planEdits(located, [{ container: containerIn(located, "app"), changes }]);
  if (!plan.ok) return explainRefusal(plan.error);
  const proof = await proveEdits(located, renderer, plan.value);
  if (!proof.ok) return explainRefusal(proof.error);
  return Object.fromEntries(proof.value.changes.map(({ path, after }) => [path, after]));
}

describe.skipIf(helm === null)("a value that reaches a template by a detour", () => {
  test("imported from a chart below is changed where it is exported", async () => {
    const exported = "exports:\n  sizes:\n    size:\n      cpu: 7m\n";
    const texts = {
      "shop/Chart.yaml": chart("dependencies:\n- name: sizes\n  version: 1.0.0\n  import-values: [sizes]\n"),
      "shop/values.yaml": "a: 1\n",
      "shop/templates/api.yaml": template("            cpu: {{ .Values.size.cpu }}\n"),
      "shop/charts/sizes/Chart.yaml": "apiVersion: v2\nname: sizes\nversion: 1.0.0\n",
      "shop/charts/sizes/values.yaml": exported,
    };

    expect(await edited(texts, "requests.cpu", "55m")).toEqual({
      "shop/charts/sizes/values.yaml": exported.replace("7m", "55m"),
    });
  });

  test("written as a template of its own is changed in the value that this one names, or refused", async () => {
    const texts = (values: string) => ({
      "shop/Chart.yaml": chart(),
      "shop/values.yaml": values,
      "shop/templates/api.yaml": template("            cpu: {{ tpl .Values.cpu . }}\n"),
    });
    const named = 'size: 7m\ncpu: "{{ .Values.size }}"\n';
    const computed = 'cpu: "{{ add 3 4 }}m"\n';

    expect(await edited(texts(named), "requests.cpu", "55m")).toEqual({
      "shop/values.yaml": named.replace("7m", "55m"),
    });
    expect(await edited(texts(computed), "requests.cpu", "55m")).toContain("writes or computes it");
  });

  test.each([
    [
      "a list of containers",
      "list:\n- cpu: 1m\n- cpu: 7m\n",
      "            cpu: {{ (index .Values.list 1).cpu }}\n",
    ],
    [
      "a list of pairs",
      'list:\n- {name: a, cpu: "7m"}\n',
      "            {{- range .Values.list }}\n            cpu: {{ .cpu }}\n            {{- end }}\n",
    ],
  ])("in %s is changed there", async (_, values, resources) => {
    const texts = {
      "shop/Chart.yaml": chart(),
      "shop/values.yaml": values,
      "shop/templates/api.yaml": template(resources),
    };

    expect(await edited(texts, "requests.cpu", "55m")).toEqual({
      "shop/values.yaml": values.replace("7m", "55m"),
    });
  });
});
