import { describe, expect, test } from "vitest";
import { fluxKustomization } from "../../../../test/fixtures/manifests/deployments-of.ts";
import { repositoryOf } from "../../../../test/fixtures/manifests/kustomize-trees.ts";
import type { IntendedLeaf } from "../edit/edit-plan.ts";
import type { NodePath } from "../node-path.ts";
import { parseFile } from "../parsed-file.ts";
import { surveyRepository } from "../survey.ts";
import { compareRenders } from "./compare-renders.ts";
import { declaredChanges } from "./declared-changes.ts";

const before = fluxKustomization("apps", "  path: apps\n  postBuild: {substitute: {CPU: 1m}}\n");

function compared(after: string, leaf: Partial<IntendedLeaf>, file = before) {
  const survey = surveyRepository(repositoryOf({ "flux/apps.yaml": file }));
  const parsed = parseFile(survey.files, "flux/apps.yaml");
  if (!parsed.ok) throw new Error(parsed.error.code);
  const path: NodePath = ["spec", "postBuild", "substitute", "CPU"];
  const leaves = [{ file: "flux/apps.yaml", document: 0, path, inside: null, value: "2m", ...leaf }];
  const declared = declaredChanges(
    { ...survey, parsed: new Map([["flux/apps.yaml", parsed.value]]) },
    leaves,
  );
  const result = compareRenders(before, after, [], { declared });
  return result.ok ? "as declared" : result.error;
}

describe("an edit of a declaration, where the declaration itself is deployed", () => {
  test("may change what was edited", () => {
    expect(compared(before.replace("1m", "2m"), {})).toBe("as declared");
  });

  test("is found as an item of a list", () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${before.trimEnd().replaceAll("\n", "\n  ")}\n`;
    const path = ["items", 0, "spec", "postBuild", "substitute", "CPU"];

    expect(compared(before.replace("1m", "2m"), { path }, list)).toBe("as declared");
  });

  test("may change a text that the edit is inside of", () => {
    const path = ["spec", "path"];
    const inside = { document: 0, path: ["spec"] };

    expect(compared(before.replace("path: apps", "path: other"), { path, inside })).toBe("as declared");
  });

  test.each([
    ["another value", before.replace("1m", "3m")],
    ["another field", before.replace("1m", "2m").replace("path: apps", "path: other")],
    ["an object of another kind", before.replace("1m", "2m").replace("kind: Kustomization", "kind: Other")],
  ])("may not change %s", (_, after) => {
    expect(compared(after, {})).toMatchObject({ code: "proof-failed", proof: "render" });
  });
});
