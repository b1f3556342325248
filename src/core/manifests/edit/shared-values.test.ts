import { describe, expect, test } from "vitest";
import { containerIn, deployment, locateTexts } from "../../../../test/fixtures/manifests/locate-raw.ts";
import { explainRefusal } from "../../model/index.ts";
import { applyEdits } from "./apply-edits.ts";
import type { ContainerChange } from "./edit-plan.ts";
import { planEdits } from "./plan-edits.ts";
import { withSharers } from "./shared-values.ts";

const base = deployment(
  "      - name: app\n        image: x\n        resources:\n          requests:\n            cpu: 100m\n",
);
const overlay = "resources: [../../base]\n";
const texts = {
  "base/kustomization.yaml": "resources: [app.yaml]\n",
  "base/app.yaml": base,
  "overlays/a/kustomization.yaml": overlay,
  "overlays/b/kustomization.yaml": overlay,
};
const located = locateTexts(texts);

function change(environment: string, value: string): ContainerChange {
  const container = containerIn(located, "app", environment);
  return { container, changes: [{ setting: "requests.cpu", value }] };
}

function edited(wanted: readonly ContainerChange[]): Readonly<Record<string, string>> {
  const plan = planEdits(located, wanted);
  if (!plan.ok) throw new Error(explainRefusal(plan.error));
  return Object.fromEntries(
    [...plan.value.edits].map(([path, edits]) => {
      const applied = applyEdits(texts[path as keyof typeof texts], edits);
      if (!applied.ok) throw new Error(explainRefusal(applied.error));
      return [path, applied.value.text];
    }),
  );
}

describe("a value that two environments read", () => {
  test("is changed where it stands when both are to have the same", () => {
    const both = [change("overlays/a", "55m"), change("overlays/b", "55m")];

    expect(edited(both)).toEqual({ "base/app.yaml": base.replace("100m", "55m") });
    const plan = planEdits(located, both);
    expect(plan.ok && plan.value.fields.map(({ environment, value }) => [environment, value])).toEqual([
      ["overlays/a", "55m"],
      ["overlays/b", "55m"],
    ]);
  });

  test.each([
    ["one of them alone", [change("overlays/a", "55m")], ["overlays/a"]],
    [
      "each to have its own",
      [change("overlays/a", "55m"), change("overlays/b", "66m")],
      ["overlays/a", "overlays/b"],
    ],
  ])("is left alone and overridden for %s", (_, wanted, changed) => {
    expect(Object.keys(edited(wanted)).sort()).toEqual(changed.map((one) => `${one}/kustomization.yaml`));
  });

  test("is meant for both when everybody who reads it is asked for", () => {
    const wanted = withSharers(located, change("overlays/a", "55m"));

    expect(wanted.map(({ container }) => container.environment.name).sort()).toEqual([
      "overlays/a",
      "overlays/b",
    ]);
    expect(edited(wanted)).toEqual({ "base/app.yaml": base.replace("100m", "55m") });
  });
});

test("a value that an environment of which nothing is known may read is never changed for all", () => {
  const broken = locateTexts({
    ...texts,
    "overlays/c/kustomization.yaml": "resources: [../../base, ../../nowhere]\npatches: 5\n",
  });
  expect(broken.unlocated.map(({ environment }) => environment.name)).toEqual(["overlays/c"]);

  expect(containerIn(broken, "app", "overlays/a").settings["requests.cpu"].shared).toBeNull();
});

test("a value that one setting reads has nobody to share it with", () => {
  const alone = locateTexts({ "app.yaml": base });

  expect(containerIn(alone, "app").settings["requests.cpu"].shared).toBeNull();
});
