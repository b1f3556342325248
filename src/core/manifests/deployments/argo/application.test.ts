import { describe, expect, test } from "vitest";
import {
  application,
  discover,
  here,
  only,
  problemsOf,
  sourcesOf,
  valuesOf,
  workload,
} from "../../../../../test/fixtures/manifests/deployments-of.ts";

const chart = { "charts/api/Chart.yaml": "name: api\nversion: 1.0.0\n", "charts/api/values.yaml": "a: 1\n" };

function read(spec: string, files: Readonly<Record<string, string>> = {}, repository: string | null = here) {
  return only(
    discover({ "argocd/api.yaml": application("api", spec), ...files }, repository),
    "argocd-application",
  );
}

const source = (path: string, more = ""): string =>
  `  source:\n    repoURL: git@github.com:acme/infra.git\n    path: ${path}\n${more}`;

describe("an Application", () => {
  test("of a folder of manifests deploys it as it says, and stands where it is declared", () => {
    const spec = `${source("apps/api", "    directory: {recurse: true, exclude: '{old/*,*.json}'}\n")}  destination: {namespace: shop, server: https://one}\n`;

    expect(read(spec, { "apps/api/app.yaml": workload })).toMatchObject({
      name: "api",
      certainty: "declared",
      declaredAt: { file: "argocd/api.yaml", line: 1 },
      destination: { cluster: "https://one", namespace: "shop" },
      sources: [
        { kind: "manifests", directory: "apps/api", recurse: true, include: null, exclude: "{old/*,*.json}" },
      ],
      problems: [],
    });
  });

  test("of a kustomization has the options that are put around it", () => {
    const more = `    kustomize:
      namePrefix: a-
      nameSuffix: -b
      namespace: shop
      components: [../../parts/spot]
      images: ["x=y:1"]
      replicas: [{name: api, count: 3}, {count: 1}]
      commonLabels: {team: web}
      patches:
      - {target: {kind: Deployment}, patch: "- {op: remove, path: /spec/replicas}"}
`;
    const files = { "apps/api/kustomization.yaml": "resources: [app.yaml]\n", "apps/api/app.yaml": workload };

    expect(read(source("apps/api", more), files).sources).toEqual([
      {
        kind: "kustomize",
        directory: "apps/api",
        options: {
          kustomization: "file",
          namespace: "shop",
          namePrefix: "a-",
          nameSuffix: "-b",
          components: ["parts/spot"],
          patches: [
            { file: "argocd/api.yaml", document: 0, path: ["spec", "source", "kustomize", "patches", 0] },
          ],
          patchesAt: { file: "argocd/api.yaml", document: 0, path: ["spec", "source", "kustomize"] },
          patchesUnder: null,
          images: ["x=y:1"],
          replicas: [
            {
              name: "api",
              count: {
                file: "argocd/api.yaml",
                document: 0,
                path: ["spec", "source", "kustomize", "replicas", 0, "count"],
              },
            },
          ],
          labels: new Map([["team", "web"]]),
          annotations: new Map(),
        },
      },
    ]);
  });

  test("of a chart merges value files, then values, then parameters", () => {
    const more = `    helm:
      valueFiles: [values.yaml, ../../envs/prod.yaml, /envs/eu.yaml]
      values: |
        a: 3
      parameters:
      - {name: image.tag, value: "1"}
      - {name: port, value: "80", forceString: true}
      fileParameters: [{name: config, path: config.txt}]
  destination: {namespace: shop}
`;
    const files = { ...chart, "envs/prod.yaml": "", "envs/eu.yaml": "", "charts/api/config.txt": "text" };
    const found = read(source("charts/api", more), files);

    expect(sourcesOf(found)).toEqual(["helm charts/api as api"]);
    expect(valuesOf(found)).toEqual([
      "charts/api/values.yaml",
      "envs/prod.yaml",
      "envs/eu.yaml",
      "argocd/api.yaml#0 spec.source.helm.values",
    ]);
    expect(found.sources).toMatchObject([
      {
        helm: {
          namespace: "shop",
          parameters: [
            { name: "image.tag", value: "1", forceString: false },
            { name: "port", value: "80", forceString: true },
            { name: "config", value: "text", forceString: true },
          ],
        },
      },
    ]);
    expect(problemsOf(found)).toEqual([]);
  });

  test("takes valuesObject and leaves values, as Argo CD does", () => {
    const more = "    helm: {releaseName: other, valuesObject: {a: 1}, values: 'a: 2'}\n";

    const found = read(source("charts/api", more), chart);

    expect(sourcesOf(found)).toEqual(["helm charts/api as other"]);
    expect(valuesOf(found)).toEqual(["argocd/api.yaml#0 spec.source.helm.valuesObject"]);
  });

  test("of a remote chart finds the values that another source lends it from here", () => {
    const spec = `  sources:
  - repoURL: https://charts.example.com
    chart: postgres
    targetRevision: 1.2.3
    helm: {valueFiles: [$values/db/prod.yaml, $other/x.yaml, beside.yaml]}
  - {repoURL: https://github.com/acme/infra, ref: values}
  - {repoURL: https://github.com/acme/other, ref: other}
`;
    const found = read(spec, { "db/prod.yaml": "a: 1\n" });

    expect(sourcesOf(found)).toEqual(["remote https://charts.example.com postgres"]);
    expect(valuesOf(found)).toEqual(["db/prod.yaml"]);
    expect(problemsOf(found)).toEqual(["other-repository", "values-elsewhere"]);
  });

  test("takes a glob of value files in order, without a file that is named beside it", () => {
    const more = "    helm: {valueFiles: ['/envs/*.yaml', /envs/b.yaml]}\n";
    const files = { ...chart, "envs/c.yaml": "", "envs/b.yaml": "", "envs/a.yaml": "" };

    expect(valuesOf(read(source("charts/api", more), files))).toEqual([
      "envs/a.yaml",
      "envs/c.yaml",
      "envs/b.yaml",
    ]);
  });

  test("may name a value file that is missing, where it says so", () => {
    const more = (ignored: boolean) =>
      `    helm: {ignoreMissingValueFiles: ${ignored}, valueFiles: [none.yaml]}\n`;

    expect(problemsOf(read(source("charts/api", more(true)), chart))).toEqual([]);
    expect(problemsOf(read(source("charts/api", more(false)), chart))).toEqual(["nothing-at-path"]);
  });

  test.each([
    [
      "another repository",
      "  source: {repoURL: https://github.com/acme/other, path: apps}\n",
      "other-repository",
    ],
    ["a path out of the repository", source("../../etc"), "outside-repository"],
    [
      "a value file out of the repository",
      source("charts/api", "    helm: {valueFiles: [../../../x.yaml]}\n"),
      "outside-repository",
    ],
    [
      "a value file at a URL",
      source("charts/api", "    helm: {valueFiles: ['https://x.example/v.yaml']}\n"),
      "values-elsewhere",
    ],
    ["a folder that is not there", source("nowhere"), "nothing-at-path"],
    ["a plugin", source("charts/api", "    plugin: {name: x}\n"), "undecided-deployment"],
    ["no source at all", "  project: x\n", "undecided-deployment"],
  ])("of %s says so", (_, spec, code) => {
    expect(problemsOf(read(spec, chart))).toEqual([code]);
  });

  test("of a repository that may be this one is assumed where its path is there, and not otherwise", () => {
    const files = { "apps/app.yaml": workload };

    expect(read(source("apps"), files, null)).toMatchObject({ certainty: "assumed", problems: [] });
    expect(read(source("none"), files, null)).toMatchObject({
      certainty: "declared",
      sources: [{ kind: "remote" }],
      problems: [{ code: "undecided-deployment" }],
    });
  });

  test("of several sources deploys all of them", () => {
    const spec = `  sources:
  - {repoURL: https://github.com/acme/infra, path: apps}
  - {repoURL: https://charts.example.com, chart: postgres}
`;

    expect(sourcesOf(read(spec, { "apps/app.yaml": workload }))).toEqual([
      "manifests apps",
      "remote https://charts.example.com postgres",
    ]);
  });

  test("of a chart with a project of Argo CD in its templates is a chart like any other", () => {
    const project = "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: x}\n";

    expect(
      problemsOf(read(source("charts/api"), { ...chart, "charts/api/templates/p.yaml": project })),
    ).toEqual([]);
  });

  test("of a chart whose templates are Applications needs a render first", () => {
    const template = application("{{ .Values.name }}", "  source: {}\n");
    const found = discover({
      "argocd/api.yaml": application("api", source("charts/api")),
      ...chart,
      "charts/api/templates/apps.yaml": template,
    });

    expect(only(found, "argocd-application").problems).toEqual([
      {
        code: "two-stage-render",
        file: "argocd/api.yaml",
        line: 1,
        template: "charts/api/templates/apps.yaml",
      },
    ]);
  });

  test("with a source hydrator is read where people write", () => {
    const spec = "  sourceHydrator:\n    drySource: {repoURL: https://github.com/acme/infra, path: apps}\n";

    expect(sourcesOf(read(spec, { "apps/app.yaml": workload }))).toEqual(["manifests apps"]);
  });
});
