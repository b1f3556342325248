import { describe, expect, test } from "vitest";
import {
  application,
  discover,
  ofKind,
  only,
  problemsOf,
  sourcesOf,
  valuesOf,
} from "../../../../../test/fixtures/manifests/deployments-of.ts";

describe("a chart that a kustomization inflates", () => {
  const entry = (more: string): string =>
    `namespace: shop\nhelmCharts:\n- name: api\n  releaseName: web\n  version: 1.2.3\n${more}`;
  const remote = "  repo: https://charts.example.com\n";

  function read(text: string, files: Readonly<Record<string, string>> = {}) {
    const found = discover({
      "k/kustomization.yaml": text,
      "k/values.yaml": "",
      "k/more.yaml": "",
      ...files,
    });
    return ofKind(found, "helm-chart").filter(({ certainty }) => certainty === "declared");
  }

  test("is a deployment within the kustomization", () => {
    const [found] = read(entry(remote));

    expect(found).toMatchObject({
      name: "web",
      declaredAt: { file: "k/kustomization.yaml", line: 3 },
      within: ["kustomization k/kustomization.yaml k"],
      sources: [
        {
          kind: "remote",
          repository: "https://charts.example.com",
          path: "api",
          revision: "1.2.3",
          helm: { releaseName: "web", namespace: "shop" },
        },
      ],
      problems: [],
    });
  });

  test.each([
    ["", ["k/values.yaml", "k/kustomization.yaml#0 helmCharts.0.valuesInline", "k/more.yaml"]],
    [
      "  valuesMerge: merge\n",
      ["k/kustomization.yaml#0 helmCharts.0.valuesInline", "k/values.yaml", "k/more.yaml"],
    ],
    ["  valuesMerge: replace\n", ["k/kustomization.yaml#0 helmCharts.0.valuesInline", "k/more.yaml"]],
  ])("merges its values in kustomize's order%s", (merge, expected) => {
    const values =
      "  valuesFile: values.yaml\n  additionalValuesFiles: [more.yaml]\n  valuesInline: {a: 1}\n";
    const [found] = read(entry(remote + values + merge));

    expect(found === undefined ? [] : valuesOf(found)).toEqual(expected);
  });

  test("is found in the chart home", () => {
    const text = `${entry("")}helmGlobals: {chartHome: ../charts}\n`;
    const [found] = read(text, { "charts/api/Chart.yaml": "name: api\n" });

    expect(found === undefined ? [] : sourcesOf(found)).toEqual(["helm charts/api as web"]);
  });

  test("says so when neither the chart nor its values are there", () => {
    const [found] = read(entry("  valuesFile: gone.yaml\n"));

    expect(found === undefined ? [] : problemsOf(found)).toEqual(["nothing-at-path", "nothing-at-path"]);
  });
});

describe("a chart that nothing is seen to deploy", () => {
  const guessed = (files: Readonly<Record<string, string>>): readonly string[] =>
    ofKind(discover(files), "helm-chart").map(({ name, certainty }) => `${certainty} ${name}`);

  test("is guessed, once for each values file that looks like an environment's", () => {
    const found = guessed({
      "c/Chart.yaml": "name: api\n",
      "c/values.yaml": "",
      "c/values-prod.yaml": "",
      "c/staging.values.yaml": "",
      "c/values/eu.yaml": "",
      "c/envs/us/values.yaml": "",
      "c/values-example.yaml": "",
      "c/ci/values-test.yaml": "",
      "c/overlays/patch.yaml": "kind: Deployment\n",
      "c/templates/values-prod.yaml": "",
    });

    expect(found).toEqual([
      "guessed api with envs/us/values.yaml",
      "guessed api with staging.values.yaml",
      "guessed api with values-prod.yaml",
      "guessed api with values/eu.yaml",
    ]);
  });

  test("is none when it is a library, a part or a dependency of another", () => {
    const found = guessed({
      "c/Chart.yaml": "name: api\ndependencies: [{name: common, repository: file://../common}]\n",
      "c/charts/part/Chart.yaml": "name: part\n",
      "common/Chart.yaml": "name: common\n",
      "lib/Chart.yaml": "name: lib\ntype: library\n",
    });

    expect(found).toEqual(["guessed api"]);
  });

  test("is none when something deploys it", () => {
    const spec = "  source: {repoURL: https://github.com/acme/infra, path: c}\n";
    const found = discover({ "c/Chart.yaml": "name: api\n", "a.yaml": application("a", spec) });

    expect(ofKind(found, "helm-chart")).toEqual([]);
    expect(sourcesOf(only(found, "argocd-application"))).toEqual(["helm c as a"]);
  });

  test("of a helmfile is said not to be read", () => {
    expect(discover({ "deploy/helmfile.yaml": "releases: []\n" }).problems).toMatchObject([
      { code: "undecided-deployment", file: "deploy/helmfile.yaml" },
    ]);
  });
});
