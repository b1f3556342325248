import { describe, expect, test } from "vitest";
import {
  discover,
  fluxSystem,
  helmRelease,
  here,
  only,
  problemsOf,
  sourcesOf,
  valuesOf,
} from "../../../../../test/fixtures/manifests/deployments-of.ts";

const charts =
  "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: charts, namespace: apps}\nspec: {url: https://charts.example.com}\n";
const remote =
  "  chart: {spec: {chart: api, version: 1.x, sourceRef: {kind: HelmRepository, name: charts}}}\n";
const local =
  "  chart: {spec: {chart: ./charts/api, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}\n";

function read(spec: string, files: Readonly<Record<string, string>> = {}) {
  const texts = {
    "apps/api.yaml": helmRelease("api", spec),
    "flux/charts.yaml": charts,
    "flux/source.yaml": fluxSystem,
    "charts/api/Chart.yaml": "name: api\n",
    ...files,
  };
  return only(discover(texts, here), "flux-helmrelease");
}

describe("a HelmRelease", () => {
  test("of a chart repository keeps the values that are written here", () => {
    const found = read(`${remote}  values: {cpu: 1}\n`);

    expect(sourcesOf(found)).toEqual(["remote https://charts.example.com api"]);
    expect(valuesOf(found)).toEqual(["apps/api.yaml#0 spec.values"]);
    expect(found).toMatchObject({
      destination: { cluster: null, namespace: "apps" },
      sources: [{ revision: "1.x", helm: { releaseName: "api", namespace: "apps", parameters: [] } }],
      problems: [],
    });
  });

  test("of a chart in this repository is a chart folder", () => {
    expect(sourcesOf(read(local))).toEqual(["helm charts/api as api"]);
  });

  test("of an older version of the API is read alike", () => {
    const text = helmRelease("api", local).replace("fluxcd.io/v2", "fluxcd.io/v2beta1");

    expect(sourcesOf(read("", { "apps/api.yaml": text }))).toEqual(["helm charts/api as api"]);
  });

  test("of a chart reference takes the address of the registry", () => {
    const oci =
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: api, namespace: apps}\nspec: {url: oci://r.example/api, ref: {tag: 2.0.0}}\n";
    const found = read("  chartRef: {kind: OCIRepository, name: api}\n", { "apps/oci.yaml": oci });

    expect(found.sources).toMatchObject([
      { kind: "remote", repository: "oci://r.example/api", revision: "2.0.0" },
    ]);
  });

  test.each([
    ["its own name", "", "api", "apps"],
    ["the namespace in front", "  targetNamespace: shop\n", "shop-api", "shop"],
    ["the name that is given", "  targetNamespace: shop\n  releaseName: web\n", "web", "shop"],
  ])("is released under %s", (_, spec, releaseName, namespace) => {
    expect(read(remote + spec).sources).toMatchObject([{ helm: { releaseName, namespace } }]);
  });

  test("merges config maps in their order, then its own values", () => {
    const map = (name: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: apps}\ndata:\n  values.yaml: "a: 1"\n  cpu: 500m\n`;
    const generator = "configMapGenerator:\n- {name: c, namespace: apps, files: [prod.yaml=values/c.yaml]}\n";
    const spec = `${remote}  valuesFrom:
  - {kind: ConfigMap, name: b}
  - {kind: ConfigMap, name: a}
  - {kind: ConfigMap, name: c, valuesKey: prod.yaml}
  values: {x: 1}
`;
    const found = read(spec, {
      "apps/a.yaml": map("a"),
      "apps/b.yaml": map("b"),
      "gen/kustomization.yaml": generator,
      "gen/values/c.yaml": "a: 2\n",
    });

    expect(valuesOf(found)).toEqual([
      "apps/b.yaml#0 data.values.yaml",
      "apps/a.yaml#0 data.values.yaml",
      "gen/values/c.yaml",
      "apps/api.yaml#0 spec.values",
    ]);
    expect(problemsOf(found)).toEqual([]);
  });

  test("with a targetPath sets one value, and says when later values may replace it", () => {
    const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: apps}\ndata: {cpu: 500m}\n";
    const from = `${remote}  valuesFrom: [{kind: ConfigMap, name: a, valuesKey: cpu, targetPath: resources.cpu}]\n`;
    const parameters = [{ name: "resources.cpu", value: "500m", forceString: false }];
    const alone = read(from, { "apps/a.yaml": map });
    const before = read(`${from}  values: {b: 1}\n`, { "apps/a.yaml": map });

    expect(alone).toMatchObject({ sources: [{ helm: { parameters } }], problems: [] });
    expect(before).toMatchObject({
      sources: [{ helm: { parameters } }],
      problems: [{ code: "undecided-deployment" }],
    });
  });

  test.each([
    ["a secret", `${remote}  valuesFrom: [{kind: Secret, name: s}]\n`, "values-elsewhere"],
    [
      "a config map that is not there",
      `${remote}  valuesFrom: [{kind: ConfigMap, name: s}]\n`,
      "values-elsewhere",
    ],
    ["post-renderers", `${remote}  postRenderers: [{kustomize: {}}]\n`, "undecided-deployment"],
    ["a chart that is not there", local.replace("charts/api", "charts/gone"), "nothing-at-path"],
    ["a chart out of the repository", local.replace("./charts", "../charts"), "outside-repository"],
    [
      "values in place of the chart's",
      local.replace("sourceRef", "valuesFiles: [prod.yaml], sourceRef"),
      "undecided-deployment",
    ],
  ])("with %s says so", (_, spec, code) => {
    expect(problemsOf(read(spec, { "prod.yaml": "a: 1\n" }))).toEqual([code]);
  });
});
