import { describe, expect, inject, test } from "vitest";
import { repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { programRenderer } from "../adapters/render/index.ts";
import { findContainer, type Located, planEdits } from "../core/manifests/index.ts";
import { type ContainerRef, explainRefusal, quantity } from "../core/model/index.ts";
import { locateSettings } from "./locate-settings.ts";
import { proveEdits } from "./prove-edits.ts";

const { kubectl } = inject("tools");
const renderer = programRenderer({ kubectl: kubectl ?? "kubectl" });

const valkey = `apiVersion: valkey.example.org/v1
kind: Valkey
metadata:
  name: cache
  namespace: shop
spec:
  resources:
    requests:
      cpu: 100m
      memory: 256Mi
`;

function container(name: string, own = "valkey"): ContainerRef {
  return { namespace: "shop", kind: "StatefulSet", name, container: own };
}

/** What a container runs with. */
function runs(target: ContainerRef, cpu: string, memory: string) {
  return { target, live: { "requests.cpu": quantity(cpu), "requests.memory": quantity(memory) } };
}

/** Where the CPU request of a container would be changed, or why it would not. */
function placeOf(located: Located, target: ContainerRef): string {
  const found = findContainer(located, target);
  if (!found.ok) return found.error.code;
  const { place } = found.value.settings["requests.cpu"];
  return place.ok ? `${place.value.location.file}:${place.value.location.line}` : place.error.code;
}

test("a custom resource that is applied as it is, is changed where it stands", async () => {
  const target = container("cache");

  const located = await locateSettings(repositoryOf({ "a/valkey.yaml": valkey }), null, {
    running: [runs(target, "100m", "256Mi")],
  });

  expect(placeOf(located, target)).toBe("a/valkey.yaml:9");
});

describe.skipIf(kubectl === null)("a custom resource of a kind that is not known", () => {
  const overlay = {
    "base/kustomization.yaml": "resources: [valkey.yaml]\n",
    "base/valkey.yaml": valkey,
    "over/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]\n",
    "over/patch.yaml":
      "apiVersion: valkey.example.org/v1\nkind: Valkey\nmetadata: {name: cache, namespace: shop}\nspec:\n  resources:\n    requests:\n      cpu: 300m\n",
  };

  test("is changed in the layer that decides, once a container runs with what it says, and the render proves it", async () => {
    const target = container("cache");
    const located = await locateSettings(repositoryOf(overlay), renderer, {
      running: [runs(target, "300m", "256Mi")],
    });
    expect(placeOf(located, target)).toBe("over/patch.yaml:7");

    const found = findContainer(located, target);
    if (!found.ok) throw new Error(explainRefusal(found.error));
    const plan = planEdits(located, [
      { container: found.value, changes: [{ setting: "requests.cpu", value: "150m" }] },
    ]);
    if (!plan.ok) throw new Error(explainRefusal(plan.error));
    const proof = await proveEdits(located, renderer, plan.value);

    expect(found.value.foundBy).toBe("values");
    expect(proof).toMatchObject({
      ok: true,
      value: {
        changes: [{ path: "over/patch.yaml", after: expect.stringContaining("cpu: 150m\n") }],
        rendered: [{ fields: ["StatefulSet shop/cache valkey requests.cpu = 150m"] }],
      },
    });
  });

  test.each([
    ["nothing runs", []],
    ["other amounts run", [runs(container("cache"), "100m", "256Mi")]],
    ["the name says something else", [runs(container("cache-backup"), "300m", "256Mi")]],
    ["it runs in another namespace", [runs({ ...container("cache"), namespace: "other" }, "300m", "256Mi")]],
  ])("is left alone where %s", async (_, running) => {
    const located = await locateSettings(repositoryOf(overlay), renderer, { running });

    expect(located.containers).toEqual([]);
  });

  test("that two workloads run with is shared by them", async () => {
    const [first, second] = [container("cache"), container("cache-node")];

    const located = await locateSettings(repositoryOf(overlay), renderer, {
      running: [runs(first, "300m", "256Mi"), runs(second, "300m", "256Mi")],
    });

    expect([placeOf(located, first), placeOf(located, second)]).toEqual(["shared-value", "shared-value"]);
  });

  test("with two blocks that fit the same container is a guess, and is left alone", async () => {
    const twice = valkey.replace("spec:\n", "spec:\n  valkey:\n    resources: {requests: {cpu: 100m}}\n");

    const located = await locateSettings(
      repositoryOf({ "a/kustomization.yaml": "resources: [valkey.yaml]\n", "a/valkey.yaml": twice }),
      renderer,
      { running: [runs(container("cache"), "100m", "256Mi")] },
    );

    expect(located.containers).toEqual([]);
  });

  test("whose block another environment builds too is shared, though nothing is known to run there", async () => {
    const located = await locateSettings(
      repositoryOf({
        "base/kustomization.yaml": "resources: [valkey.yaml]\n",
        "base/valkey.yaml": valkey,
        "a/kustomization.yaml": "resources: [../base]\n",
        "b/kustomization.yaml": "resources: [../base]\nnamespace: elsewhere\n",
      }),
      renderer,
      { running: [runs(container("cache"), "100m", "256Mi")] },
    );

    expect(placeOf(located, container("cache"))).toBe("shared-value");
  });

  test("is not asked for a container that a manifest makes", async () => {
    const made =
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: cache, namespace: shop}\nspec: {template: {spec: {containers: [{name: valkey, image: v}]}}}\n";

    const located = await locateSettings(
      repositoryOf({
        "a/kustomization.yaml": "resources: [valkey.yaml, made.yaml]\n",
        "a/valkey.yaml": valkey,
        "a/made.yaml": made,
      }),
      renderer,
      { running: [runs(container("cache"), "100m", "256Mi")] },
    );

    expect(located.containers.map(({ foundBy }) => foundBy)).toEqual(["render"]);
  });
});
