import { describe, expect, test } from "vitest";
import {
  discover,
  fluxKustomization,
  fluxSystem,
  here,
  ofKind,
  only,
  problemsOf,
  sourcesOf,
  workload,
} from "../../../../../test/fixtures/manifests/deployments-of.ts";

const app = { "apps/kustomization.yaml": "resources: [app.yaml]\n", "apps/app.yaml": workload };

function read(spec: string, files: Readonly<Record<string, string>> = app, repository: string | null = here) {
  const texts = {
    "flux/source.yaml": fluxSystem,
    "flux/apps.yaml": fluxKustomization("apps", spec),
    ...files,
  };
  return only(discover(texts, repository), "flux-kustomization");
}

describe("a Flux Kustomization", () => {
  test("deploys a kustomization with what it puts around it", () => {
    const spec = `  path: ./apps
  targetNamespace: shop
  namePrefix: a-
  kubeConfig: {secretRef: {name: edge}}
  components: [../parts/x]
  images: [{name: x, newName: y, newTag: "1"}, {name: z, digest: "sha256:1"}]
  commonMetadata: {labels: {team: web}}
  patches: [{patch: "- {op: remove, path: /spec/replicas}", target: {kind: Deployment}}]
`;

    expect(read(spec)).toMatchObject({
      certainty: "declared",
      destination: { cluster: "edge", namespace: "shop" },
      sources: [
        {
          kind: "kustomize",
          directory: "apps",
          options: {
            kustomization: "file",
            namespace: "shop",
            namePrefix: "a-",
            components: ["parts/x"],
            images: ["x=y:1", "z@sha256:1"],
            labels: new Map([["team", "web"]]),
            patches: [{ file: "flux/apps.yaml", document: 0, path: ["spec", "patches", 0] }],
          },
        },
      ],
      problems: [],
    });
  });

  test("generates a kustomization where there is none, and so hides what lies below", () => {
    const found = discover({
      "flux/source.yaml": fluxSystem,
      "flux/apps.yaml": fluxKustomization("apps", "  path: apps\n"),
      "apps/a/app.yaml": workload,
      "apps/b/kustomization.yaml": "resources: [app.yaml]\n",
      "apps/b/app.yaml": workload,
    });

    expect(found.deployments.map(({ id }) => id)).toEqual(["flux-kustomization flux/apps.yaml apps"]);
    expect(found.deployments[0]?.sources).toMatchObject([{ options: { kustomization: "generated" } }]);
  });

  test("substitutes from config maps in order, and its own variables win", () => {
    const spec = `  path: apps
  postBuild:
    substituteFrom: [{kind: ConfigMap, name: settings}, {kind: Secret, name: keys}]
    substitute: {CPU: 500m}
`;
    const settings =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata: {CPU: 100m, MEMORY: 1Gi}\n";
    const found = read(spec, { ...app, "flux/settings.yaml": settings });

    expect(found.substitution?.variables).toEqual([
      { name: "CPU", value: "100m", at: { file: "flux/settings.yaml", document: 0, path: ["data", "CPU"] } },
      {
        name: "MEMORY",
        value: "1Gi",
        at: { file: "flux/settings.yaml", document: 0, path: ["data", "MEMORY"] },
      },
      {
        name: "CPU",
        value: "500m",
        at: { file: "flux/apps.yaml", document: 0, path: ["spec", "postBuild", "substitute", "CPU"] },
      },
    ]);
    expect(found.substitution?.unseen).toEqual([{ holder: "Secret keys", after: 2 }]);
    expect(found.substitution?.at).toEqual({
      file: "flux/apps.yaml",
      document: 0,
      path: ["spec", "postBuild"],
    });
    expect(found.problems).toMatchObject([{ code: "values-elsewhere", holder: "Secret keys" }]);
  });

  test("takes what a config map is generated from as far as it can be read", () => {
    const generated = (source: string): Record<string, string> => ({
      "apps/kustomization.yaml": `resources: [app.yaml]\nconfigMapGenerator: [{name: settings, ${source}}]\n`,
      "apps/app.yaml": workload,
      "apps/CPU": "100m\n",
    });
    const spec = "  path: apps\n  postBuild: {substituteFrom: [{kind: ConfigMap, name: settings}]}\n";
    const variables = (source: string) => read(spec, generated(source)).substitution;

    expect(variables("files: [CPU]")?.variables).toEqual([{ name: "CPU", value: "100m\n", at: null }]);
    expect(variables("literals: [CPU=100m], envs: [x.env]")).toMatchObject({
      variables: [],
      unseen: [{ holder: "ConfigMap settings", after: 0 }],
    });
  });

  test("of a source that no file declares is assumed where its path is there", () => {
    const texts = { "flux/apps.yaml": fluxKustomization("apps", "  path: ./apps\n"), ...app };

    expect(only(discover(texts), "flux-kustomization")).toMatchObject({ certainty: "assumed", problems: [] });
  });

  test.each([
    [
      "another repository",
      fluxSystem.replace("acme/infra", "acme/other"),
      "  path: apps\n",
      "other-repository",
    ],
    ["a path out of the repository", fluxSystem, "  path: ../apps\n", "outside-repository"],
    ["a path that is not there", fluxSystem, "  path: gone\n", "nothing-at-path"],
    ["a path with a variable", fluxSystem, "  path: apps/$" + "{CLUSTER}\n", "substituted-value"],
  ])("of %s says so", (_, source, spec, code) => {
    expect(problemsOf(read(spec, { ...app, "flux/source.yaml": source }))).toEqual([code]);
  });

  test("takes the source that is declared nearest to it", () => {
    const other = fluxSystem.replace("acme/infra", "acme/other");
    const found = discover({
      "clusters/a/source.yaml": other,
      "clusters/b/source.yaml": fluxSystem,
      "clusters/a/apps.yaml": fluxKustomization("a", "  path: apps\n"),
      "clusters/b/apps.yaml": fluxKustomization("b", "  path: apps\n"),
      ...app,
    });

    expect(ofKind(found, "flux-kustomization").map((one) => `${one.name}: ${sourcesOf(one).join()}`)).toEqual(
      ["a: remote ssh://github.com/acme/other apps", "b: kustomize apps"],
    );
  });

  test("of a generated artifact deploys the folder that was copied into it last", () => {
    const generator = `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: parts, namespace: flux-system}
spec:
  sources: [{alias: repo, kind: GitRepository, name: flux-system}]
  artifacts:
  - name: shop
    copy:
    - {from: "@repo/apps/base/**", to: "@artifact/base/"}
    - {from: "@repo/apps/staging/**", to: "@artifact/prod/"}
    - {from: "@repo/apps/production/**", to: "@artifact/prod/"}
`;
    const kustomization = fluxKustomization("shop", "  path: ./prod\n").replace(
      "{kind: GitRepository, name: flux-system}",
      "{kind: ExternalArtifact, name: shop}",
    );
    const found = discover({
      "flux/source.yaml": fluxSystem,
      "flux/parts.yaml": generator,
      "flux/shop.yaml": kustomization,
      "apps/production/app.yaml": workload,
      "apps/staging/app.yaml": workload,
    });

    expect(sourcesOf(only(found, "flux-kustomization"))).toEqual(["kustomize apps/production"]);
  });
});
