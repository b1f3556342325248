import { createServer } from "node:http";
import fc from "fast-check";
import { loadAll } from "js-yaml";
import { describe, expect, inject, test } from "vitest";
import { kustomizeTree, repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { containerIn, deployment } from "../../test/fixtures/manifests/locate-raw.ts";
import { runs } from "../../test/support/properties/sweep.ts";
import { programRenderer } from "../adapters/render/index.ts";
import { type Located, type LocatedContainer, planEdits } from "../core/manifests/index.ts";
import { type SettingName, settingNames } from "../core/model/index.ts";
import type { Renderer } from "../ports/renderer.ts";
import { locateSettings } from "./locate-settings.ts";
import { proveEdits } from "./prove-edits.ts";

const { kubectl } = inject("tools");
const renderer = programRenderer({ kubectl: kubectl ?? "kubectl" });

function describePlace(container: LocatedContainer, setting: SettingName): string {
  const { raw, place, fanOut } = container.settings[setting];
  const where = place.ok
    ? `${place.value.edit.kind} ${place.value.location.file}:${place.value.location.line}`
    : place.error.code;
  return `${raw} ${where}${fanOut.length > 0 ? ` shared with ${fanOut.join()}` : ""}`;
}

const app = deployment(
  "      - name: app\n        image: x\n        resources:\n          requests:\n            cpu: 100m\n            memory: 1Gi\n",
);

describe("without a renderer", () => {
  test("layers are followed statically, and a notice says so", async () => {
    const files = repositoryOf({ "k/kustomization.yaml": "resources: [app.yaml]\n", "k/app.yaml": app });

    const located = await locateSettings(files, null);

    expect(located.notices).toEqual([expect.stringContaining("kubectl was not found")]);
    expect(containerIn(located, "app")).toMatchObject({ foundBy: "static", environment: { name: "k" } });
  });

  test("plain manifests need no renderer and cause no notice", async () => {
    const located = await locateSettings(repositoryOf({ "app.yaml": app }), null);

    expect(located.notices).toEqual([]);
    expect(describePlace(containerIn(located, "app"), "requests.cpu")).toBe("100m replace app.yaml:13");
  });
});

describe.skipIf(kubectl === null)("a manifest that is too large to be read", () => {
  test("is overridden by a patch of the kustomization, and nothing else of it changes", async () => {
    const files = repositoryOf({
      "k/kustomization.yaml": "resources: [app.yaml]\n",
      "k/app.yaml": `${app}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: big}\ndata: {a: ${"x".repeat(2 ** 21)}}\n`,
    });
    const located = await locateSettings(files, renderer);
    const container = containerIn(located, "app");

    expect(describePlace(container, "requests.cpu")).toBe("100m new-patch k/kustomization.yaml:1");
    const plan = planEdits(located, [{ container, changes: [{ setting: "requests.cpu", value: "55m" }] }]);
    expect(plan.ok && (await proveEdits(located, renderer, plan.value))).toMatchObject({ ok: true });
  });
});

describe("what is never given to a renderer", () => {
  const never: Renderer = {
    renders: new Set(["kustomize"]),
    open: () => {
      throw new Error("it was given to the renderer");
    },
  };

  test("an environment with a remote base: its local workloads are followed statically, its own are not guessed", async () => {
    const kustomization = "resources:\n- https://example.com/org/repo?ref=v1\n- app.yaml\n";
    const located = await locateSettings(
      repositoryOf({ "k/kustomization.yaml": kustomization, "k/app.yaml": app }),
      never,
    );

    expect(located.containers.map(({ name, foundBy }) => `${name} ${foundBy}`)).toEqual(["api static"]);
    expect(located.notices).toEqual([
      expect.stringContaining("remote base https://example.com/org/repo?ref=v1"),
    ]);
  });

  test("a value that such an environment may share is not edited in place", async () => {
    const located = await locateSettings(
      repositoryOf({
        "base/kustomization.yaml": "resources: [app.yaml]\n",
        "base/app.yaml": app,
        "here/kustomization.yaml": "resources: [../base]\n",
        "there/kustomization.yaml": "resources: [../base]\ngenerators: [x.yaml]\nhelmCharts: [{name: x}]\n",
      }),
      null,
    );

    expect(located.unlocated.map(({ environment }) => environment.name)).toEqual(["there"]);
    expect(describePlace(containerIn(located, "app", "here"), "requests.cpu")).toBe(
      "100m new-patch here/kustomization.yaml:1 shared with there",
    );
  });
});

describe.skipIf(kubectl === null)("with kubectl", () => {
  test("nothing is loaded from a server on this machine, which no proxy would hide", async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests++;
      response.end("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/x.yaml`;
    const files = {
      "a/kustomization.yaml": `resources: ['${url}']\n`,
      "b/kustomization.yaml": `patches: [{path: '${url}'}]\n`,
    };

    await locateSettings(repositoryOf(files), renderer);

    server.close();
    expect(requests).toBe(0);
  });

  test("each kind of patch, a component, and a sidecar that only a patch declares are found where they decide", async () => {
    const located = await locateSettings(
      repositoryOf({
        "base/kustomization.yaml": "resources: [app.yaml]\n",
        "base/app.yaml": app,
        "part/kustomization.yaml":
          "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- path: side.yaml\n",
        "part/side.yaml": deployment(
          "      - name: app\n      - name: side\n        image: y\n        resources:\n          limits: {memory: 64Mi}\n",
        ),
        "over/kustomization.yaml":
          "resources: [../base]\ncomponents: [../part]\nnamespace: shop\nnamePrefix: p-\nnameSuffix: -s\npatches:\n- target: {kind: Deployment, name: api}\n  patch: |-\n    - op: replace\n      path: /spec/template/spec/containers/0/resources/requests/cpu\n      value: 300m\n",
      }),
      renderer,
    );

    const main = containerIn(located, "app");
    expect(`${main.namespace} ${main.name} ${main.foundBy}`).toBe("shop p-api-s render");
    expect(describePlace(main, "requests.cpu")).toBe("300m replace over/kustomization.yaml:11");
    expect(describePlace(main, "requests.memory")).toBe("1Gi replace base/app.yaml:14");
    expect(describePlace(containerIn(located, "side"), "limits.memory")).toBe(
      "64Mi replace part/side.yaml:13",
    );
  });

  test("a workload that a patch renames is found under its new name, and gets its patch under that name", async () => {
    const rename =
      "- target: {kind: Deployment, name: api}\n  options: {allowNameChange: true}\n  patch: |-\n    - op: replace\n      path: /metadata/name\n      value: web\n";
    const located = await locateSettings(
      repositoryOf({
        "base/kustomization.yaml": "resources: [app.yaml]\n",
        "base/app.yaml": app,
        "a/kustomization.yaml": `resources: [../base]\nnamePrefix: p-\npatches:\n${rename}`,
        "b/kustomization.yaml": "resources: [../base]\n",
      }),
      renderer,
    );
    const container = containerIn(located, "app", "a");

    const plan = planEdits(located, [{ container, changes: [{ setting: "requests.cpu", value: "200m" }] }]);
    const proof = plan.ok ? await proveEdits(located, renderer, plan.value) : plan;

    expect(container.name).toBe("p-web");
    expect(proof).toMatchObject({
      ok: true,
      value: { rendered: [{ environment: "a", fields: ["Deployment p-web app requests.cpu = 200m"] }] },
    });
  });

  test("a kustomization that is deployed and that another environment builds on is nobody's own", async () => {
    const deployed = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: jobs}
spec:
  destination: {namespace: shop}
  source: {repoURL: https://github.com/acme/infra, path: jobs}
`;
    const located = await locateSettings(
      repositoryOf({
        "jobs/kustomization.yaml": "resources: [app.yaml]\n",
        "jobs/app.yaml": app,
        "all/kustomization.yaml": "namePrefix: all-\nresources: [../jobs]\n",
        "argocd/jobs.yaml": deployed,
      }),
      renderer,
    );

    expect(
      located.containers.map((one) => `${one.environment.name}: ${describePlace(one, "requests.cpu")}`),
    ).toEqual([
      "all: 100m new-patch all/kustomization.yaml:2 shared with jobs",
      "jobs: 100m shared-value shared with all",
    ]);
    expect(located.containers.map(({ namespace }) => namespace)).toEqual([null, "shop"]);
  });

  test("a value in a generated file is overridden by the kustomization that includes it", async () => {
    const located = await locateSettings(
      repositoryOf({
        "k/kustomization.yaml": "resources: [components.yaml]\n",
        "k/components.yaml": `# This manifest was generated by flux. DO NOT EDIT.\n${app}`,
      }),
      renderer,
    );
    const container = containerIn(located, "app");
    const plan = planEdits(located, [{ container, changes: [{ setting: "requests.cpu", value: "200m" }] }]);
    const proof = plan.ok ? await proveEdits(located, renderer, plan.value) : plan;

    expect(describePlace(container, "requests.cpu")).toContain("new-patch k/kustomization.yaml");
    expect(proof).toMatchObject({
      ok: true,
      value: { changes: [{ path: "k/kustomization.yaml" }], rendered: [{ environment: "k" }] },
    });
  });

  test("one patch text that two patches share through an alias is read, and overridden", async () => {
    const replace =
      "- op: replace\n      path: /spec/template/spec/containers/0/resources/requests/cpu\n      value: 300m";
    const located = await locateSettings(
      repositoryOf({
        "k/kustomization.yaml": `resources: [a.yaml, b.yaml]\npatches:\n- target: {name: a}\n  patch: &cpu |-\n    ${replace}\n- target: {name: b}\n  patch: *cpu\n`,
        "k/a.yaml": app.replace("name: api", "name: a"),
        "k/b.yaml": app.replace("name: api", "name: b"),
        "one/kustomization.yaml": `resources: [a.yaml]\npatches:\n- target: {name: a}\n  patch: &cpu |-\n    ${replace}\n- target: {name: c}\n  patch: *cpu\n`,
        "one/a.yaml": app.replace("name: api", "name: a"),
      }),
      renderer,
    );

    expect(located.containers.map((one) => `${one.name}: ${describePlace(one, "requests.cpu")}`)).toEqual([
      "a: 300m new-patch k/kustomization.yaml:2",
      "b: 300m new-patch k/kustomization.yaml:2",
      "a: 300m new-patch one/kustomization.yaml:2",
    ]);
  });

  test("a base that another environment reads through a linked folder is shared, and its references start there", async () => {
    const { files } = repositoryOf({
      "base/v1/kustomization.yaml": "resources: [../app.yaml]\n",
      "base/app.yaml": app,
      "here/kustomization.yaml": "resources: [../base/v1]\n",
      "there/kustomization.yaml": "resources: [../links/default]\nnamePrefix: p-\n",
    });
    const linked = {
      origin: "a test",
      files: new Map([...files, ["links/default", { kind: "symlink", target: "../base/v1" }] as const]),
    };

    for (const how of [renderer, null]) {
      const located = await locateSettings(linked, how);

      expect(located.containers.map((one) => `${one.name}: ${describePlace(one, "requests.cpu")}`)).toEqual([
        "api: 100m new-patch here/kustomization.yaml:1 shared with there",
        "p-api: 100m new-patch there/kustomization.yaml:2 shared with here",
      ]);
    }
  });

  test("two workloads made from one base get their own patches", async () => {
    const located = await locateSettings(
      repositoryOf({
        "base/kustomization.yaml": "resources: [app.yaml]\n",
        "base/app.yaml": app,
        "all/kustomization.yaml": "resources: [a, b]\n",
        "all/a/kustomization.yaml": "resources: [../../base]\nnamePrefix: a-\n",
        "all/b/kustomization.yaml": "resources: [../../base]\nnamePrefix: b-\n",
      }),
      renderer,
    );

    expect(located.containers.map((one) => `${one.name}: ${describePlace(one, "requests.cpu")}`)).toEqual([
      "a-api: 100m new-patch all/kustomization.yaml:1",
      "b-api: 100m new-patch all/kustomization.yaml:1",
    ]);
  });

  test("a plugin that cannot run leaves its environment without an answer, and the others with theirs", async () => {
    const located = await locateSettings(
      repositoryOf({
        "bad/kustomization.yaml": "resources: [app.yaml]\ntransformers: [t.yaml]\n",
        "bad/t.yaml": "apiVersion: a/v1\nkind: T\nmetadata: {name: t}\n",
        "bad/app.yaml": app,
        "good/kustomization.yaml": "resources: [app.yaml]\n",
        "good/app.yaml": app,
      }),
      renderer,
    );

    expect(located.containers.map(({ environment }) => environment.name)).toEqual(["good"]);
    expect(located.unlocated).toMatchObject([{ refusal: { code: "render-failed", environment: "bad" } }]);
  });

  // Two oracles: kubectl's own render says what the values are, and the static resolution, which was written from
  // kustomize's rules and shares nothing with the sentinels, says where they come from.
  test("in any tree the located scalar is the one that decides", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(kustomizeTree, async (tree) => {
        const located = await locateSettings(repositoryOf(tree), renderer);
        const followed = await locateSettings(repositoryOf(tree), null);

        expect(located.notices).toEqual([]);
        expect(located.unlocated).toEqual([]);
        for (const name of ["overlays/staging", "overlays/production"]) {
          expect(valuesOf(located, name)).toEqual(await renderedValues(tree, name));
        }
        expect(placesOf(followed)).toEqual(placesOf(located));
      }),
      { numRuns: runs(8) },
    );
  });
});

function valuesOf(located: Located, environment: string): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const container of located.containers) {
    if (container.environment.name !== environment) continue;
    for (const setting of settingNames) {
      const { raw } = container.settings[setting];
      const key = `${container.namespace} ${container.kind} ${container.name} ${container.container} ${setting}`;
      if (raw !== null) values[key] = raw;
    }
  }
  return values;
}

function placesOf(located: Located): readonly string[] {
  return located.containers
    .flatMap((one) =>
      settingNames.map(
        (setting) =>
          `${one.environment.name} ${one.kind} ${one.name} ${one.container} ${setting} ${describePlace(one, setting)}`,
      ),
    )
    .sort();
}

interface RenderedContainer {
  readonly name: string;
  readonly resources?: Record<string, Record<string, string | number>>;
}

interface RenderedObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: Record<string, unknown>;
}

async function renderedValues(
  tree: Record<string, string>,
  directory: string,
): Promise<Record<string, unknown>> {
  const workspace = await renderer.open(repositoryOf(tree));
  const rendered = await workspace.kustomize(directory, new Map());
  await workspace.close();
  const values: Record<string, unknown> = {};
  for (const object of loadAll(rendered.ok ? rendered.value : "") as RenderedObject[]) {
    for (const { name, resources } of findContainers(object.spec)) {
      for (const [bound, quantities] of Object.entries(resources ?? {})) {
        for (const [resource, quantity] of Object.entries(quantities)) {
          const { kind, metadata } = object;
          values[`${metadata.namespace ?? null} ${kind} ${metadata.name} ${name} ${bound}.${resource}`] =
            String(quantity);
        }
      }
    }
  }
  return values;
}

function findContainers(node: unknown): readonly RenderedContainer[] {
  if (typeof node !== "object" || node === null) return [];
  if ("containers" in node) return (node as { containers: RenderedContainer[] }).containers;
  return Object.values(node).flatMap(findContainers);
}
