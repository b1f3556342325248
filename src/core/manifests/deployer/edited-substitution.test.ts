import { describe, expect, test } from "vitest";
import {
  discover,
  fluxKustomization,
  fluxSystem,
  only,
  workload,
} from "../../../../test/fixtures/manifests/deployments-of.ts";
import { editedSubstitution } from "./edited-substitution.ts";

const settings = (data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata: {${data}}\n`;
const kustomization = (substitute: string): string =>
  fluxKustomization(
    "apps",
    `  path: apps\n  postBuild:\n    substituteFrom: [{kind: ConfigMap, name: settings}]\n${substitute}`,
  );
const texts = {
  "flux/source.yaml": fluxSystem,
  "flux/apps.yaml": kustomization("    substitute: {OWN: 1m}\n"),
  "flux/settings.yaml": settings("CPU: 100m, MEMORY: 1Gi"),
  "apps/app.yaml": workload,
};

function substitutionIn(files: Readonly<Record<string, string>>) {
  const { substitution } = only(discover(files), "flux-kustomization");
  if (substitution === null) throw new Error("nothing is substituted");
  return substitution;
}

describe("variables after an edit", () => {
  test.each([
    ["a value of a config map is another one", { "flux/settings.yaml": settings("CPU: 200m, MEMORY: 1Gi") }],
    [
      "a variable's own value is another one",
      { "flux/apps.yaml": kustomization("    substitute: {OWN: 2m}\n") },
    ],
    ["a variable is added", { "flux/apps.yaml": kustomization("    substitute: {OWN: 1m, CPU: 2}\n") }],
    ["the only one of a map is gone", { "flux/apps.yaml": kustomization("") }],
    ["a value is taken out", { "flux/settings.yaml": settings("MEMORY: 1Gi") }],
    ["another file is edited", { "apps/app.yaml": "" }],
  ])("are what a new look at the repository finds: %s", (_, edited) => {
    const before = substitutionIn(texts);

    expect(editedSubstitution(before, new Map(Object.entries(edited)))).toEqual({
      ok: true,
      value: substitutionIn({ ...texts, ...edited }),
    });
  });

  test("are not known where a text is no YAML any more", () => {
    const edited = new Map([["flux/settings.yaml", "data: ["]]);

    expect(editedSubstitution(substitutionIn(texts), edited)).toMatchObject({
      ok: false,
      error: { code: "malformed-file", file: "flux/settings.yaml" },
    });
  });
});
