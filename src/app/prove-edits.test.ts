import fc from "fast-check";
import { describe, expect, inject, test } from "vitest";
import { kustomizeTree, repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { containerIn, deployment } from "../../test/fixtures/manifests/locate-raw.ts";
import { runs } from "../../test/support/properties/sweep.ts";
import { programRenderer } from "../adapters/render/index.ts";
import { type ContainerChange, type EditPlan, type Located, planEdits } from "../core/manifests/index.ts";
import { boundOf, type SettingName, settingNames } from "../core/model/index.ts";
import { locateSettings } from "./locate-settings.ts";
import { type EditProof, proveEdits } from "./prove-edits.ts";

const { kubectl } = inject("tools");
const renderer = programRenderer({ kubectl: kubectl ?? "kubectl" });

const app = deployment(
  "      - name: app\n        image: x\n        resources:\n          requests:\n            cpu: 100m # measured\n      - name: side\n        image: y\n",
);
const shared = {
  "base/kustomization.yaml": "resources:\n- app.yaml\n",
  "base/app.yaml": app,
  "over/staging/kustomization.yaml": "resources:\n- ../../base\n",
  "over/production/kustomization.yaml": "resources:\n- ../../base\nnamePrefix: p-\n",
};

function planFor(
  located: Located,
  name: string,
  environment: string,
  values: Partial<Record<SettingName, string | null>>,
): EditPlan {
  const container = containerIn(located, name, environment);
  const changes = Object.entries(values).map(([setting, value]) => ({
    setting: setting as SettingName,
    value,
  }));
  const plan = planEdits(located, [{ container, changes }]);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
}

function afterOf(proof: EditProof, path: string): string | undefined {
  return proof.changes.find((change) => change.path === path)?.after;
}

describe("without a renderer", () => {
  test("the parsed files are proven, and the proof says what was not rendered", async () => {
    const located = await locateSettings(repositoryOf(shared), null);

    const proof = await proveEdits(
      located,
      null,
      planFor(located, "app", "over/production", { "requests.cpu": "200m" }),
    );

    expect(proof).toMatchObject({
      ok: true,
      value: {
        rendered: [],
        unrendered: [{ environment: "over/production", problem: "kubectl was not found" }],
        parsed: [{ file: "over/production/kustomization.yaml" }],
      },
    });
  });

  test("a plain manifest is proven by parsing alone", async () => {
    const located = await locateSettings(repositoryOf({ "app.yaml": app }), null);

    const proof = await proveEdits(located, null, planFor(located, "app", ".", { "requests.cpu": "200m" }));

    expect(proof).toEqual({
      ok: true,
      value: {
        changes: [{ path: "app.yaml", before: app, after: app.replace("100m", "200m") }],
        parsed: [{ file: "app.yaml", paths: ["spec.template.spec.containers[0].resources.requests.cpu"] }],
        rendered: [],
        unrendered: [],
      },
    });
  });
});

describe.skipIf(kubectl === null)("with kubectl", () => {
  test("a shared value gets a patch in its own environment, and the other one is not even fed", async () => {
    const located = await locateSettings(repositoryOf(shared), renderer);

    const proof = await proveEdits(
      located,
      renderer,
      planFor(located, "app", "over/production", { "requests.cpu": "200m", "limits.memory": "1Gi" }),
    );

    if (!proof.ok) throw new Error(JSON.stringify(proof.error));
    expect(
      afterOf(proof.value, "over/production/kustomization.yaml"),
    ).toBe(`${shared["over/production/kustomization.yaml"]}patches:
- target:
    kind: Deployment
    name: api
  patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: api
    spec:
      template:
        spec:
          containers:
          - name: app
            resources:
              requests:
                cpu: 200m
              limits:
                memory: 1Gi
`);
    expect(proof.value.rendered).toEqual([
      {
        environment: "over/production",
        fields: ["Deployment p-api app requests.cpu = 200m", "Deployment p-api app limits.memory = 1Gi"],
      },
    ]);
  });

  test("a patch for a later container names the earlier ones, so that their order stays", async () => {
    const located = await locateSettings(repositoryOf(shared), renderer);

    const proof = await proveEdits(
      located,
      renderer,
      planFor(located, "side", "over/staging", { "limits.cpu": "1" }),
    );

    if (!proof.ok) throw new Error(JSON.stringify(proof.error));
    expect(afterOf(proof.value, "over/staging/kustomization.yaml")).toContain(
      "          - name: app\n          - name: side\n",
    );
  });

  test("an edit of a shared base is refused, and the environment that would change is named", async () => {
    const located = await locateSettings(repositoryOf(shared), renderer);
    const alone = await locateSettings(repositoryOf({ "base/app.yaml": app }), renderer);
    const reckless = planFor(alone, "app", "base", { "requests.cpu": "200m" });
    const fields = reckless.fields.map((field) => ({ ...field, environment: "over/staging" }));

    const proof = await proveEdits(located, renderer, { ...reckless, fields });

    expect(proof).toMatchObject({ ok: false, error: { code: "proof-failed", proof: "render" } });
    expect(JSON.stringify(proof)).toContain("p-api");
  });

  test("an edit that stops an environment from rendering is refused", async () => {
    const located = await locateSettings(repositoryOf(shared), renderer);
    const text = shared["over/staging/kustomization.yaml"];
    const added = "namePrefix: [a]\n";
    const plan: EditPlan = {
      edits: new Map([
        [
          "over/staging/kustomization.yaml",
          [{ start: text.length, end: text.length, text: added, marks: [] }],
        ],
      ]),
      leaves: [
        {
          file: "over/staging/kustomization.yaml",
          document: 0,
          path: ["namePrefix", 0],
          inside: null,
          value: "a",
        },
      ],
      fields: [],
      lines: [],
    };

    expect(await proveEdits(located, renderer, plan)).toMatchObject({
      ok: false,
      error: {
        code: "proof-failed",
        unexpected: [expect.stringContaining("over/staging does not render any more")],
      },
    });
  });

  test("an Argo Rollout is patched by index, because a merge would replace its containers", async () => {
    const rollout = app.replace("apps/v1\nkind: Deployment", "argoproj.io/v1alpha1\nkind: Rollout");
    const located = await locateSettings(repositoryOf({ ...shared, "base/app.yaml": rollout }), renderer);

    const plan = planFor(located, "app", "over/staging", { "requests.cpu": "200m", "limits.cpu": "1" });
    const proof = await proveEdits(located, renderer, plan);

    if (!proof.ok) throw new Error(JSON.stringify(proof.error));
    expect(afterOf(proof.value, "over/staging/kustomization.yaml")).toContain(
      "    - op: add\n      path: /spec/template/spec/containers/0/resources/requests/cpu\n      value: 200m\n    - op: add\n      path: /spec/template/spec/containers/0/resources/limits\n      value:\n        cpu: 1\n",
    );
  });

  test("changes of several workloads and environments are planned and proven together", async () => {
    const located = await locateSettings(repositoryOf(shared), renderer);
    const wanted = located.containers.map((container) => ({
      container,
      changes: [{ setting: "limits.memory" as const, value: "1Gi" }],
    }));

    const plan = planEdits(located, wanted);
    const proof = plan.ok ? await proveEdits(located, renderer, plan.value) : plan;

    if (!proof.ok) throw new Error(JSON.stringify(proof.error));
    expect(proof.value.changes.map(({ path }) => path).sort()).toEqual([
      "over/production/kustomization.yaml",
      "over/staging/kustomization.yaml",
    ]);
    expect(proof.value.rendered.map(({ fields }) => fields.length)).toEqual([2, 2]);
  });

  test("in any tree every place that is offered can be edited, and changes only its own environment", {
    timeout: 120_000,
  }, async () => {
    const sample = fc.record({
      tree: kustomizeTree,
      pick: fc.nat(),
      wanted: fc.subarray([...settingNames], { minLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(sample, async ({ tree, pick, wanted }) => {
        const located = await locateSettings(repositoryOf(tree), renderer);
        const container = located.containers[pick % located.containers.length];
        if (container === undefined) return;
        const changes = wanted
          .filter((setting) => container.settings[setting].place.ok)
          .map((setting) => ({ setting, value: setting.endsWith("cpu") ? "333m" : "777Mi" }));

        const plan = planEdits(located, [{ container, changes }]);
        const proof = plan.ok ? await proveEdits(located, renderer, plan.value) : plan;

        expect(proof.ok ? null : proof.error).toBeNull();
        const rendered = proof.ok ? proof.value.rendered : [];
        const own = rendered.find(({ environment }) => environment === container.environment.name);
        expect(own?.fields ?? []).toHaveLength(changes.length);
      }),
      { numRuns: runs(8) },
    );
  });

  describe("a limit that goes", () => {
    const limited = (kind: string) =>
      app
        .replace(
          "            cpu: 100m # measured\n",
          "            cpu: 100m # measured\n          limits:\n            cpu: 1\n",
        )
        .replace("apps/v1\nkind: Deployment", kind);
    const goes = async (files: Record<string, string>) => {
      const located = await locateSettings(repositoryOf({ ...shared, ...files }), renderer);
      const container = containerIn(located, "app", "over/staging");
      const plan = planEdits(located, [{ container, changes: [{ setting: "limits.cpu", value: null }] }]);
      return plan.ok ? await proveEdits(located, renderer, plan.value) : plan;
    };
    const overlay = (patches: string) => ({
      "base/app.yaml": limited("apps/v1\nkind: Deployment"),
      "over/staging/kustomization.yaml": `resources:\n- ../../base\n${patches}`,
    });
    const jsonPatch =
      "- target: {kind: Deployment}\n  patch: |-\n    - op: replace\n      path: /spec/template/spec/containers/0/resources/limits/cpu\n      value: 2\n";

    test.each([
      [
        "a merge, as null",
        "apps/v1\nkind: Deployment",
        "            resources:\n              limits:\n                cpu: null\n",
      ],
      [
        "an operation, for a Rollout",
        "argoproj.io/v1alpha1\nkind: Rollout",
        "    - op: remove\n      path: /spec/template/spec/containers/0/resources/limits/cpu\n",
      ],
    ])("from a base that others read goes by %s", async (_, kind, patch) => {
      const proof = await goes({ "base/app.yaml": limited(kind) });

      if (!proof.ok) throw new Error(JSON.stringify(proof.error));
      expect(`${afterOf(proof.value, "over/staging/kustomization.yaml")}\n`).toContain(patch);
      expect(proof.value.rendered.map(({ fields }) => fields)).toEqual([
        [expect.stringMatching(/app limits\.cpu is gone$/)],
      ]);
    });

    test("from a JSON patch is overruled by a patch behind it", async () => {
      const proof = await goes(overlay(`patches:\n${jsonPatch}`));

      if (!proof.ok) throw new Error(JSON.stringify(proof.error));
      expect(afterOf(proof.value, "over/staging/kustomization.yaml")).toContain("cpu: null");
    });

    test("from a JSON patch that comes after all others is refused", async () => {
      expect(await goes(overlay(`patchesJson6902:\n${jsonPatch}`))).toMatchObject({
        ok: false,
        error: { code: "unsupported-syntax", construct: "patchesJson6902, which no patch overrules" },
      });
    });

    test("from a patch over a base that sets it, too, does not come back from there", async () => {
      const patch =
        "patches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: api\n    spec:\n      template:\n        spec:\n          containers:\n          - name: app\n            resources:\n              limits:\n                cpu: 2 # more here\n";

      const proof = await goes(overlay(patch));

      if (!proof.ok) throw new Error(JSON.stringify(proof.error));
      expect(afterOf(proof.value, "over/staging/kustomization.yaml")).toContain("cpu: null # more here\n");
    });
  });

  test("in any tree every place that is offered for a removal can be edited, and exactly that field goes", {
    timeout: 120_000,
  }, async () => {
    const sample = fc.record({
      tree: kustomizeTree,
      pick: fc.nat(),
      gone: fc.constantFrom(...settingNames),
      wanted: fc.subarray([...settingNames]),
    });
    await fc.assert(
      fc.asyncProperty(sample, async ({ tree, pick, gone, wanted }) => {
        const located = await locateSettings(repositoryOf(tree), renderer);
        const container = located.containers[pick % located.containers.length];
        if (container === undefined) return;
        const changes = settingNames.flatMap((setting): ContainerChange["changes"] => {
          const { place, removal, raw } = container.settings[setting];
          if (setting === gone) return removal?.ok === true ? [{ setting, value: null }] : [];
          const value = setting.endsWith("cpu") ? "333m" : "777Mi";
          // No limit is added beside one that goes.
          const isAdded = raw === null && boundOf(setting) === boundOf(gone);
          return wanted.includes(setting) && place.ok && !isAdded ? [{ setting, value }] : [];
        });

        const plan = planEdits(located, [{ container, changes }]);
        const proof = plan.ok ? await proveEdits(located, renderer, plan.value) : plan;

        expect(proof.ok ? null : proof.error).toBeNull();
        const rendered = proof.ok ? proof.value.rendered : [];
        const own = rendered.find(({ environment }) => environment === container.environment.name);
        expect(own?.fields ?? []).toHaveLength(changes.length);
      }),
      { numRuns: runs(8) },
    );
  });
});
