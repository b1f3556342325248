import { describe, expect, test } from "vitest";
import { repositoryOf } from "../../../test/fixtures/manifests/kustomize-trees.ts";
import { blockOf } from "./block-of.ts";
import { filesToRender } from "./files-to-render.ts";
import { reachOf } from "./reach.ts";
import { surveyRepository } from "./survey.ts";

function blockFor(texts: Record<string, string>): string | null {
  const survey = surveyRepository(repositoryOf(texts));
  const environment = survey.environments.find(({ kind }) => kind === "kustomization");
  if (environment === undefined) throw new Error("there is no kustomization");
  return blockOf(survey, environment);
}

describe("what kustomize must not be run on", () => {
  test.each([
    ["a remote base", "resources:\n- https://github.com/org/repo//base?ref=v1\n"],
    ["a remote base without a scheme", "bases: [github.com/org/repo/base]\n"],
    ["a base by ssh", "resources: ['git@example.com:org/repo']\n"],
    ["a base outside the repository", "resources: [../../etc]\n"],
    ["an absolute base", "resources: [/etc]\n"],
    ["a Helm chart", "helmCharts:\n- name: x\n"],
    ["a patch from a URL", "patches:\n- path: http://localhost:1/x.yaml\n"],
    ["a URL written with an escape", 'crds: ["http:\\x2f/localhost:1/x.yaml"]\n'],
    [
      "a file of a config map from a URL",
      "configMapGenerator:\n- name: c\n  files: ['key=HTTP://127.0.0.1:1/x']\n",
    ],
    ["a URL behind an alias", "commonAnnotations: {a: &u 'http://localhost:1'}\ncrds: [*u]\n"],
    [
      "a transformer that loads a URL",
      "transformers:\n- |\n  kind: PatchTransformer\n  path: http://localhost:1\n",
    ],
    ["several documents", "resources: []\n---\nresources: [http://localhost:1]\n"],
  ])("%s", (_, text) => {
    expect(blockFor({ "k/kustomization.yaml": text })).toEqual(expect.any(String));
  });

  test("a block in a base, or a base that could not be read, blocks what is built on it", () => {
    const overlay = { "over/kustomization.yaml": "resources: [../base]\n" };

    expect(blockFor({ ...overlay, "base/kustomization.yaml": "helmCharts: [{name: x}]\n" })).toContain(
      "base/kustomization.yaml",
    );
    expect(
      blockFor({ ...overlay, "base/kustomization.yaml": "resources: []\nresources: [http://localhost]\n" }),
    ).toBe("the kustomization in base could not be read");
  });

  test("a URL that is data for the cluster blocks nothing", () => {
    const text =
      "commonAnnotations: {docs: 'https://example.com'}\nconfigMapGenerator:\n- name: c\n  literals: ['url=https://example.com']\npatches:\n- patch: |-\n    - op: add\n      path: /metadata/annotations/x\n      value: https://example.com\n  target: {kind: Deployment}\n";

    expect(blockFor({ "kustomization.yaml": text })).toBeNull();
  });
});

test("an environment reaches the files of all its layers, and only folders of layers are rendered", () => {
  const survey = surveyRepository(
    repositoryOf({
      "base/kustomization.yaml": "resources: [app.yaml]\n",
      "base/app.yaml": "kind: x\n",
      "base/file.txt": "x",
      "over/kustomization.yaml": "resources: [../base]\npatches: [{path: p.yaml}]\n",
      "over/p.yaml": "kind: x\n",
      "else/kustomization.yaml": "resources: []\n",
    }),
  );
  const over = survey.environments.filter(({ name }) => name === "over");

  expect(over.flatMap((one) => [...reachOf(survey, one)]).sort()).toEqual([
    "base/app.yaml",
    "base/kustomization.yaml",
    "over/kustomization.yaml",
    "over/p.yaml",
  ]);
  expect([...filesToRender(survey, over).files.keys()].sort()).toEqual([
    "base/app.yaml",
    "base/file.txt",
    "base/kustomization.yaml",
    "over/kustomization.yaml",
    "over/p.yaml",
  ]);
});

test("a file that fills a config map is reached, and is not taken for a manifest that is applied alone", () => {
  const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: app, image: x}]}\n";
  const survey = surveyRepository(
    repositoryOf({
      "k/kustomization.yaml":
        "configMapGenerator:\n- name: templates\n  files: [templates/a.yaml, second.yaml=templates/b.yaml]\n",
      "k/templates/a.yaml": pod,
      "k/templates/b.yaml": pod,
      "k/templates/c.yaml": pod,
    }),
  );

  const [built, raw] = survey.environments;
  expect([...(built === undefined ? [] : reachOf(survey, built))].sort()).toEqual([
    "k/kustomization.yaml",
    "k/templates/a.yaml",
    "k/templates/b.yaml",
  ]);
  expect([...(raw === undefined ? [] : reachOf(survey, raw))]).toEqual(["k/templates/c.yaml"]);
});
