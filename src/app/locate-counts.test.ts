import { describe, expect, inject, test } from "vitest";
import { repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { programRenderer } from "../adapters/render/index.ts";
import { applyEdits, type Located, type LocatedCount, planEdits } from "../core/manifests/index.ts";
import type { CountName } from "../core/model/index.ts";
import { locateSettings } from "./locate-settings.ts";
import { proveEdits } from "./prove-edits.ts";

const { kubectl } = inject("tools");
const renderer = programRenderer({ kubectl: kubectl ?? "kubectl" });

const workload = (kind: string, name: string, replicas: string): string =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec:\n${replicas}  template:\n    spec:\n      containers:\n      - name: app\n        image: x\n`;
const scaler = (target: string): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: ${target}}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${target}}\n  maxReplicas: 5\n`;

/** Value and place of each count in the environments that are chosen. */
function placesOf({ counts }: Located, environment?: string): readonly string[] {
  return counts
    .filter((one) => environment === undefined || one.environment.name === environment)
    .filter(({ raw, place }) => raw !== null || place.ok)
    .map(({ kind, count, raw, place, fanOut }) => {
      const where = place.ok
        ? `${place.value.edit.kind} ${place.value.location.file}:${place.value.location.line}`
        : place.error.code;
      return `${kind} ${count} ${raw} ${where}${fanOut.map((other) => ` also ${other}`).join("")}`;
    });
}

function countIn({ counts }: Located, name: CountName, environment: string): LocatedCount {
  const found = counts.find(({ count, environment: { name: own } }) => count === name && own === environment);
  if (found === undefined) throw new Error(`${environment} has no ${name}`);
  return found;
}

describe("without a renderer", () => {
  test("counts of kustomizations are not guessed, and what such an environment reads is not edited for another", async () => {
    const files = repositoryOf({
      "base/kustomization.yaml": "resources: [web.yaml]\n",
      "base/web.yaml": workload("Deployment", "web", "  replicas: 3\n"),
      "a/kustomization.yaml": "resources: [../base]\n",
      "b/kustomization.yaml": "resources: [../base, https://example.com/org/repo?ref=v1]\n",
    });

    expect((await locateSettings(files, null)).counts).toEqual([]);
    if (kubectl === null) return;
    expect(placesOf(await locateSettings(files, renderer))).toEqual([
      "Deployment replicas 3 new-patch a/kustomization.yaml:1 also b",
    ]);
  });

  test.each([
    ["a word", "many", "impossible-count"],
    ["quotes and a fraction", '"2.5"', "impossible-count"],
    ["a negative number", "-1", "impossible-count"],
    ["more than the API server holds", "2147483648", "impossible-count"],
    ["a variable", "$(REPLICAS)", "substituted-value"],
    ["an octal number", "010", "unsupported-syntax"],
    ["zero", "0", "replace app.yaml:6"],
  ])("replicas of %s: %s", async (_, text, where) => {
    const files = repositoryOf({ "app.yaml": workload("Deployment", "web", `  replicas: ${text}\n`) });
    const [place] = placesOf(await locateSettings(files, null));

    expect(place).toContain(where);
  });

  test("an autoscaler in a file of its own scales what another folder declares, unless that has one of its own", async () => {
    const web = workload("Deployment", "web", "  replicas: 3\n");
    const apart = repositoryOf({ "apps/web.yaml": web, "scaling/web.yaml": scaler("web") });
    const twice = repositoryOf({ "apps/web.yaml": web, "other/web.yaml": `${web}---\n${scaler("web")}` });

    expect(placesOf(await locateSettings(apart, null), "apps")).toEqual([
      "Deployment replicas 3 autoscaled-replicas",
    ]);
    expect(placesOf(await locateSettings(twice, null), "apps")).toEqual([
      "Deployment replicas 3 replace apps/web.yaml:6",
    ]);
  });

  test("items of a list are found, and values behind an alias are not changed for all its users", async () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: apps/v1\n  kind: StatefulSet\n  metadata: {name: db}\n  spec:\n    replicas: &n 3\n    revisionHistoryLimit: *n\n    template: {spec: {containers: [{name: app, image: x}]}}\n`;

    expect(placesOf(await locateSettings(repositoryOf({ "db.yaml": list }), null))).toEqual([
      "StatefulSet replicas 3 shared-anchor",
    ]);
  });
});

describe.skipIf(kubectl === null)("a count", () => {
  test("that an entry of replicas gives to two objects is refused in its own kustomization, and overridden from above", async () => {
    const own = {
      "k/kustomization.yaml": "resources: [all.yaml]\nreplicas:\n- name: web\n  count: 4\n",
      "k/all.yaml": `${workload("Deployment", "web", "  replicas: 1\n")}---\n${workload("StatefulSet", "web", "")}`,
    };
    const over = { ...own, "o/kustomization.yaml": "resources: [../k]\n" };

    expect(placesOf(await locateSettings(repositoryOf(own), renderer))).toEqual([
      "Deployment replicas 4 shared-value",
      "StatefulSet replicas 4 shared-value",
    ]);
    const located = await locateSettings(repositoryOf(over), renderer);
    expect(placesOf(located)).toEqual([
      "Deployment replicas 4 new-patch o/kustomization.yaml:1",
      "StatefulSet replicas 4 new-patch o/kustomization.yaml:1",
    ]);
    const plan = planEdits(located, [], [{ count: countIn(located, "replicas", "o"), value: "7" }]);
    if (!plan.ok) throw new Error(plan.error.code);
    const proved = await proveEdits(located, renderer, plan.value);
    expect(proved).toMatchObject({
      ok: true,
      value: { rendered: [{ environment: "o", fields: ["Deployment web replicas = 7"] }] },
    });
  });

  test("that a later list of JSON patches writes is changed where it stands", async () => {
    const files = repositoryOf({
      "base/kustomization.yaml": "resources: [web.yaml]\n",
      "base/web.yaml": workload("StatefulSet", "web", ""),
      "a/kustomization.yaml":
        'resources: [../base]\npatches:\n- target: {kind: StatefulSet}\n  patch: \'[{"op": "add", "path": "/spec/replicas", "value": 2}]\'\n',
      "b/kustomization.yaml": "resources: [../base]\n",
    });
    const located = await locateSettings(files, renderer);

    expect(placesOf(located)).toEqual([
      "StatefulSet replicas 2 replace a/kustomization.yaml:4",
      "StatefulSet replicas null new-patch b/kustomization.yaml:1",
    ]);
    const plan = planEdits(located, [], [{ count: countIn(located, "replicas", "a"), value: "7" }]);
    if (!plan.ok) throw new Error(plan.error.code);
    const [[file, edits] = ["", []]] = [...plan.value.edits];
    const before = files.files.get(file);
    const applied = applyEdits(before?.kind === "text" ? before.text : "", edits);
    expect(applied.ok && applied.value.text).toContain('"path": "/spec/replicas", "value": 7}]');
  });

  test("and a setting of one workload are changed together", async () => {
    const files = repositoryOf({
      "k/kustomization.yaml": "resources: [web.yaml]\n",
      "k/web.yaml": workload("Deployment", "web", ""),
    });
    const located = await locateSettings(files, renderer);
    const [container] = located.containers;
    if (container === undefined) throw new Error("there is a container");
    const settings = [{ container, changes: [{ setting: "requests.cpu" as const, value: "1" }] }];
    const plan = planEdits(located, settings, [{ count: countIn(located, "replicas", "k"), value: "2" }]);
    if (!plan.ok) throw new Error(plan.error.code);
    const proved = await proveEdits(located, renderer, plan.value);

    expect(proved).toMatchObject({
      ok: true,
      value: {
        rendered: [{ fields: ["Deployment web app requests.cpu = 1", "Deployment web replicas = 2"] }],
      },
    });
  });

  test("of an autoscaler that only one overlay has does not keep the replicas of another from being edited", async () => {
    const files = repositoryOf({
      "base/kustomization.yaml": "resources: [web.yaml]\n",
      "base/web.yaml": workload("Deployment", "web", "  replicas: 3\n"),
      "a/kustomization.yaml": "resources: [../base, hpa.yaml]\nnameSuffix: -a\n",
      "a/hpa.yaml": scaler("web"),
      "b/kustomization.yaml": "resources: [../base]\n",
    });
    const located = await locateSettings(files, renderer);

    expect(placesOf(located, "a")).toContain("Deployment replicas 3 autoscaled-replicas also b");
    expect(placesOf(located, "b")).toEqual(["Deployment replicas 3 new-patch b/kustomization.yaml:1 also a"]);
  });
});
