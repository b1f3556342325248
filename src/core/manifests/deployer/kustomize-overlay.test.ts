import fc from "fast-check";
import { loadAll } from "js-yaml";
import { describe, expect, inject, test } from "vitest";
import {
  application,
  fluxKustomization,
  fluxSystem,
  here,
  workload,
} from "../../../../test/fixtures/manifests/deployments-of.ts";
import { kustomizeTree, repositoryOf } from "../../../../test/fixtures/manifests/kustomize-trees.ts";
import { runs } from "../../../../test/support/properties/sweep.ts";
import { programRenderer } from "../../../adapters/render/index.ts";
import { surveyRepository } from "../survey.ts";
import { applyKustomizeOptions } from "./kustomize-overlay.ts";

const { kubectl } = inject("tools");
const renderer = programRenderer({ kubectl: kubectl ?? "kubectl" });

type Texts = Readonly<Record<string, string>>;

function deployed(texts: Texts, directory: string) {
  const survey = surveyRepository(repositoryOf(texts));
  const environment = survey.environments.find(
    (one) => one.kind === "kustomization" && one.path === directory,
  );
  if (environment?.kind !== "kustomization") throw new Error(`nothing is built from ${directory}`);
  return { survey, environment };
}

function applied(texts: Texts, directory = "apps"): ReadonlyMap<string, string> {
  const { survey, environment } = deployed(texts, directory);
  const result = applyKustomizeOptions(survey, environment, new Map());
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function rendered(texts: Texts, directory: string, overlay: ReadonlyMap<string, string>) {
  const workspace = await renderer.open(repositoryOf(texts));
  try {
    const result = await workspace.kustomize(directory, overlay);
    if (!result.ok) throw new Error(result.error);
    return loadAll(result.value);
  } finally {
    await workspace.close();
  }
}

const patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {replicas: 3}\n";
const indented = (text: string, pad: string): string => text.trimEnd().replace(/^/gm, pad);
const base = {
  "apps/kustomization.yaml":
    "# shop\nresources: [app.yaml]\nnamePrefix: old-\nimages: [{name: x, newName: renamed, digest: sha256:1}, {name: z, newTag: '2'}]\npatches:\n- patch: |-\n    - {op: add, path: /spec/paused, value: true}\n  target: {kind: Deployment}\n",
  "apps/app.yaml": workload,
  "parts/probe/kustomization.yaml":
    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -probed\n",
};

const options = `namePrefix: new-
nameSuffix: -b
components: [../parts/probe]
patches:
- patch: |
${indented(patch, "    ")}
- patch: "- {op: add, path: /spec/minReadySeconds, value: 5}"
  target: {kind: Deployment, name: api}
`;

// What a person would write for the same, in the place of the kustomization.
const byHand = `resources: [app.yaml]
namespace: shop
namePrefix: new-
nameSuffix: -b
components: [../parts/probe]
images: [{name: z, newTag: '2'}, {name: x, newName: renamed, newTag: v3}]
patches:
- patch: "- {op: add, path: /spec/paused, value: true}"
  target: {kind: Deployment}
- patch: |
${indented(patch, "    ")}
- patch: "- {op: add, path: /spec/minReadySeconds, value: 5}"
  target: {kind: Deployment, name: api}
`;

describe.skipIf(kubectl === null)("a kustomization with the options of its deployer", () => {
  test("renders as an overlay by hand would: Flux", async () => {
    const spec = `path: apps\ntargetNamespace: shop\ncommonMetadata: {labels: {team: web}}\nimages: [{name: x, newTag: v3}]\n${options}`;
    const texts = {
      ...base,
      "flux/source.yaml": fluxSystem,
      "flux/apps.yaml": fluxKustomization("apps", indented(spec, "  ")),
    };

    expect(await rendered(texts, "apps", applied(texts))).toEqual(
      await rendered({ ...base, "apps/kustomization.yaml": byHand }, "apps", new Map()),
    );
  });

  test("renders as an overlay by hand would: Argo CD", async () => {
    const spec = `destination: {namespace: shop}
source:
  repoURL: ${here}
  path: apps
  kustomize:
    namespace: shop
    images: ["x=*:v3", "w@sha256:2"]
    replicas: [{name: api, count: 3}]
    commonLabels: {team: web}
    commonAnnotations: {owner: us}
${indented(options, "    ")}
`;
    const texts = { ...base, "argo/apps.yaml": application("apps", indented(spec, "  ")) };
    const wanted = byHand
      .replace("newTag: v3}]", "newTag: v3}, {name: w, digest: sha256:2}]")
      .concat(
        "replicas: [{name: api, count: 3}]\ncommonLabels: {team: web}\ncommonAnnotations: {owner: us}\n",
      );

    expect(await rendered(texts, "apps", applied(texts))).toEqual(
      await rendered({ ...base, "apps/kustomization.yaml": wanted }, "apps", new Map()),
    );
  });

  test("is generated where a folder has none, from manifests at any depth and kustomizations as they are", async () => {
    const named = (name: string): string => workload.replace("{name: api}", `{name: ${name}}`);
    const folder = {
      "apps/a.yaml": named("a"),
      "apps/b/c/d.yml": named("d"),
      "apps/b/built/kustomization.yaml": "namePrefix: built-\nresources: [e.yaml]\n",
      "apps/b/built/e.yaml": named("e"),
      "apps/b/built/not-included.yaml": named("f"),
      "apps/b/built/deep/kustomization.yaml": "resources: []\n",
      "apps/notes.json": "{}",
      "apps/.github/workflow.yaml": "on: push\n",
      "apps/.sops.yaml": "x: y\n",
    };
    const spec = "  path: apps\n  targetNamespace: shop\n";
    const texts = {
      ...folder,
      "flux/source.yaml": fluxSystem,
      "flux/apps.yaml": fluxKustomization("apps", spec),
    };

    const overlay = applied(texts);

    expect(overlay.get("apps/kustomization.yaml")).toContain(
      '- "./a.yaml"\n- "./b/built"\n- "./b/c/d.yml"\n',
    );
    expect(await rendered(texts, "apps", overlay)).toMatchObject(
      ["a", "built-e", "d"].map((name) => ({ metadata: { name, namespace: "shop" } })),
    );
  });
});

test.skipIf(kubectl === null)(
  "any kustomization stays what it is, but for what its deployer adds",
  async () => {
    await fc.assert(
      fc.asyncProperty(kustomizeTree, async (tree) => {
        const directory = "overlays/staging";
        const file = `${directory}/kustomization.yaml`;
        const spec = `  source:\n    repoURL: ${here}\n    path: ${directory}\n    kustomize: {commonAnnotations: {owner: us}}\n`;
        const overlay = applied({ ...tree, "argo/apps.yaml": application("apps", spec) }, directory);
        const byHand = new Map([[file, `${tree[file]}commonAnnotations: {owner: us}\n`]]);

        expect(await rendered(tree, directory, overlay)).toEqual(await rendered(tree, directory, byHand));
      }),
      { numRuns: runs(6) },
    );
  },
);

describe("the options of a deployer", () => {
  const flux = (spec: string, files: Texts = base) => ({
    ...files,
    "flux/source.yaml": fluxSystem,
    "flux/apps.yaml": fluxKustomization("apps", spec),
  });

  test("that change nothing leave the text as it is", () => {
    expect(applied(flux("  path: apps\n"))).toEqual(new Map());
  });

  test("of an empty folder give what Flux gives kustomize", () => {
    const texts = flux("  path: empty\n", { "empty/readme.md": "" });

    expect([...applied(texts, "empty").values()]).toEqual(['namespace: "_placeholder"\n']);
  });

  test("are taken from the texts that stand for the files", () => {
    const texts = flux(`  path: apps\n  patches:\n  - patch: |-\n${indented(patch, "      ")}\n`);
    const { survey, environment } = deployed(texts, "apps");
    const edited = new Map([
      ["flux/apps.yaml", texts["flux/apps.yaml"].replace("replicas: 3", "replicas: 4")],
      ["apps/kustomization.yaml", "resources: [other.yaml]\n"],
    ]);

    const result = applyKustomizeOptions(survey, environment, edited);

    expect(result.ok && loadAll(result.value.get("apps/kustomization.yaml") ?? "")).toEqual([
      { resources: ["other.yaml"], patches: [{ patch: patch.trimEnd().replace("3", "4") }] },
    ]);
  });

  test.each([
    ["a file that is fetched", "{path: 'https://example.com/p.yaml'}", "outside-repository"],
    ["a file outside of the repository", "{path: ../../p.yaml}", "outside-repository"],
  ])("of Argo CD are refused with a patch from %s", (_, entry, code) => {
    const spec = `  source:\n    repoURL: ${here}\n    path: apps\n    kustomize: {patches: [${entry}]}\n`;

    expect(() => applied({ ...base, "argo/apps.yaml": application("apps", spec) })).toThrow(code);
  });

  test("of Flux never name a file", () => {
    const texts = flux(
      "  path: apps\n  patches: [{path: 'https://example.com/p.yaml', patch: 'a: b', options: {allowNameChange: true}}]\n",
    );

    expect(applied(texts).get("apps/kustomization.yaml")).not.toMatch(/https|allow/);
  });

  test("are refused where an ApplicationSet fills the text of a patch", () => {
    const spec = `  goTemplate: true
  generators: [{list: {elements: [{name: a}]}}]
  template:
    metadata: {name: "{{.name}}"}
    spec:
      source:
        repoURL: ${here}
        path: apps
        kustomize: {patches: [{patch: "metadata: {name: '{{.name}}'}"}]}
`;
    const set = application("apps", spec).replace("kind: Application", "kind: ApplicationSet");

    expect(() => applied({ ...base, "argo/apps.yaml": set })).toThrow("undecided-template");
  });
});
