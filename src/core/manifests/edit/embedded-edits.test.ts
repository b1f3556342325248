import { describe, expect, test } from "vitest";
import { containerIn, deployment, locateTexts } from "../../../../test/fixtures/manifests/locate-raw.ts";
import type { SettingName } from "../../model/index.ts";
import { proveByReparse } from "../proof/prove-by-reparse.ts";
import { applyEdits } from "./apply-edits.ts";
import { planEdits } from "./plan-edits.ts";

const base = {
  "base/kustomization.yaml": "resources: [app.yaml]\n",
  "base/app.yaml": deployment("      - name: app\n        image: x\n"),
};

/** Edits the kustomization `over`, whose patch decides, and proves the edit with the second parser. */
function edited(kustomization: string, values: Partial<Record<SettingName, string>>): unknown {
  const file = "over/kustomization.yaml";
  const located = locateTexts({ ...base, [file]: kustomization });
  const changes = Object.entries(values).map(([setting, value]) => ({
    setting: setting as SettingName,
    value,
  }));
  const plan = planEdits(located, [{ container: containerIn(located, "app"), changes }]);
  if (!plan.ok) return plan.error;
  const applied = applyEdits(kustomization, plan.value.edits.get(file) ?? []);
  if (!applied.ok) return applied.error;
  const proof = proveByReparse(kustomization, applied.value.text, plan.value.leaves);
  return proof.ok ? [applied.value.text, plan.value.lines.map(({ line }) => line)] : proof.error;
}

const merge = (resources: string): string =>
  `resources: [../base]\npatches:\n  - patch: |-\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: api}\n      spec:\n        template:\n          spec:\n            containers:\n              - name: app\n                resources:\n${resources}`;

const pad = "                  ";

describe("a patch written inside a kustomization", () => {
  test("has its value replaced in place", () => {
    const text = (value: string): string =>
      `${merge(`${pad}requests: {cpu: ${value}} # why\n`)}namePrefix: p-\n`;

    expect(edited(text("'1'"), { "requests.cpu": "200m" })).toEqual([text("'200m'"), [13]]);
  });

  test("gets new lines with its own indentation and the file's line ending", () => {
    const before = merge(`${pad}requests:\n${pad}  cpu: 1`).replaceAll("\n", "\r\n");
    const added = `\n${pad}  memory: 1Gi\n${pad}limits:\n${pad}  cpu: 2`.replaceAll("\n", "\r\n");

    expect(edited(before, { "requests.memory": "1Gi", "limits.cpu": "2" })).toEqual([
      before + added,
      [15, 17],
    ]);
  });

  test("may be a JSON6902 operation, in a block or on one line", () => {
    const block = (value: string): string =>
      `resources: [../base]\npatches:\n- target: {kind: Deployment}\n  patch: |\n    - op: add\n      path: /spec/template/spec/containers/0/resources\n      value:\n        requests: {cpu: ${value}}\n`;
    const line = (value: string): string =>
      `resources: [../base]\npatches:\n- target: {kind: Deployment}\n  patch: '[{"op": "add", "path": "/spec/template/spec/containers/0/resources", "value": {"requests": {"cpu": ${value}}}}]'\n`;

    expect(edited(block("100m"), { "requests.cpu": "200m" })).toEqual([block("200m"), [8]]);
    expect(edited(line('"100m"'), { "requests.cpu": "200m" })).toEqual([line('"200m"'), [4]]);
    expect(edited(line("1"), { "requests.memory": "1Gi" })).toEqual([line('1, "memory": "1Gi"'), [4]]);
  });

  test("is overridden by a patch after it when it is folded or escaped, because the file shows something else", () => {
    const folded =
      "resources: [../base]\npatches:\n- target: {kind: Deployment}\n  patch: >-\n    [{op: add, path: /spec/template/spec/containers/0/resources,\n    value: {requests: {cpu: 100m}}}]\n";
    const escaped = `resources: [../base]\npatches:\n- target: {kind: Deployment}\n  patch: "[{op: add, path: /spec/template/spec/containers/0/resources, value: {requests: {cpu: \\"1\\"}}}]"\n`;

    for (const text of [folded, escaped]) {
      const [after] = edited(text, { "requests.cpu": "200m" }) as readonly [string];
      expect(after.startsWith(text)).toBe(true);
      expect(after.slice(text.length)).toMatch(/^- target:\n[\s\S]* cpu: 200m\n$/);
    }
  });
});

describe("a new patch", () => {
  const shared = {
    "twin/kustomization.yaml": "resources: [../base]\n",
    "over/p.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n",
  };

  function added(kustomization: string): string | undefined {
    const file = "over/kustomization.yaml";
    const located = locateTexts({ ...base, ...shared, [file]: kustomization });
    const container = containerIn(located, "app", "over");
    const plan = planEdits(located, [{ container, changes: [{ setting: "limits.cpu", value: "1" }] }]);
    const applied = plan.ok ? applyEdits(kustomization, plan.value.edits.get(file) ?? []) : plan;
    if (!plan.ok || !applied.ok) return undefined;
    const proof = proveByReparse(kustomization, applied.value.text, plan.value.leaves);
    return proof.ok ? applied.value.text : JSON.stringify(proof.error);
  }

  test.each([
    [
      "no patches, indented lists",
      "resources:\n  - ../base\n",
      "resources:\n  - ../base\npatches:\n  - target:\n      kind: Deployment\n",
    ],
    [
      "no patches, lists without indentation",
      "resources:\n- ../base\n",
      "resources:\n- ../base\npatches:\n- target:\n    kind: Deployment\n",
    ],
    [
      "an empty list of patches",
      "patches: [] # none\nresources: [../base]\n",
      "patches: # none\n- target:\n    kind: Deployment\n",
    ],
    [
      "patches without a value",
      "patches:\nresources: [../base]\n",
      "patches:\n- target:\n    kind: Deployment\n",
    ],
    [
      "patches in the middle",
      "resources: [../base]\npatches:\n  - path: p.yaml # p\n# after\nnamePrefix: p-\n",
      "resources: [../base]\npatches:\n  - path: p.yaml # p\n  - target:\n      kind: Deployment\n",
    ],
    [
      "no line break at the end",
      "resources: [../base]",
      "resources: [../base]\npatches:\n- target:\n    kind: Deployment\n",
    ],
  ])("is written where there are %s", (_, before, start) => {
    const text = added(before);

    expect(text?.startsWith(start)).toBe(true);
    expect(text).toContain("limits:");
  });

  test("is refused where patches are in flow style", () => {
    expect(added("resources: [../base]\npatches: [{path: p.yaml}]\n")).toBeUndefined();
  });
});
