import { describe, expect, test } from "vitest";
import { containerIn, deployment, locateTexts } from "../../../../test/fixtures/manifests/locate-raw.ts";

const base = {
  "base/kustomization.yaml": "resources: [app.yaml]\n",
  "base/app.yaml": deployment(
    "      - name: app\n        image: x\n        resources:\n          requests:\n            cpu: 100m\n            memory: 1Gi\n",
  ),
};

const patch = (body: string): string => deployment(`      - name: app\n${body}`);

function where(
  texts: Record<string, string>,
  setting: "requests.cpu" | "requests.memory" = "requests.cpu",
): unknown {
  const { raw, place } = containerIn(locateTexts({ ...base, ...texts }), "app").settings[setting];
  return place.ok ? `${raw} ${place.value.location.file} ${place.value.edit.kind}` : [raw, place.error.code];
}

// The agreement with kubectl on any tree is a property in app/locate-settings.test.ts.
describe("following layers without a renderer", () => {
  test("an overlay's patch decides before the base", () => {
    const over = {
      "over/kustomization.yaml": "resources: [../base]\nnamePrefix: p-\npatches:\n- path: p.yaml\n",
      "over/p.yaml": patch("        resources:\n          requests:\n            cpu: 200m\n"),
    };

    expect(where(over)).toBe("200m over/p.yaml replace");
    expect(where(over, "requests.memory")).toBe("1Gi base/app.yaml replace");
  });

  test("null in a patch deletes, and a JSON6902 operation on the mapping replaces all of it", () => {
    const over = (text: string): Record<string, string> => ({
      "over/kustomization.yaml": `resources: [../base]\npatches:\n${text}`,
    });
    const json =
      "- target: {kind: Deployment, name: api}\n  patch: |-\n    - op: replace\n      path: /spec/template/spec/containers/0/resources/requests\n      value: {cpu: 300m}\n";

    expect(
      where({
        ...over("- path: p.yaml\n"),
        "over/p.yaml": patch("        resources:\n          requests:\n            cpu: null\n"),
      }),
    ).toBe("null over/p.yaml insert");
    expect(where(over(json))).toBe("300m over/kustomization.yaml replace");
    expect(where(over(json), "requests.memory")).toBe("null over/kustomization.yaml insert");
  });

  test("a value that two environments share is overridden in the environment's own layer", () => {
    const texts = {
      ...base,
      "a/kustomization.yaml": "resources: [../base]\n",
      "b/kustomization.yaml": "resources: [../base]\n",
    };

    const setting = containerIn(locateTexts(texts), "app", "a").settings["requests.cpu"];

    expect(setting.fanOut).toEqual(["b"]);
    expect(setting.place).toMatchObject({
      value: { location: { file: "a/kustomization.yaml" }, edit: { kind: "new-patch" } },
    });
  });

  test.each([
    [
      "a selector that is not understood selects the patch",
      '- target: {labelSelector: "a=b=c"}\n  path: p.yaml\n',
      "        resources: {}\n",
    ],
    ["a directive stands in the patch", "- path: p.yaml\n", "        $patch: replace\n"],
    [
      "a patch may rename it",
      "- target: {kind: Deployment}\n  options: {allowNameChange: true}\n  path: p.yaml\n",
      "        tty: true\n",
    ],
    [
      "an operation moves something",
      "- target: {kind: Deployment}\n  patch: '[{op: move, from: /spec/a, path: /spec/template/spec/containers/0/resources}]'\n",
      "        tty: true\n",
    ],
  ])("nothing is said of a workload when %s", (_, entry, body) => {
    expect(
      where({
        "over/kustomization.yaml": `resources: [../base]\npatches:\n${entry}`,
        "over/p.yaml": patch(body),
      }),
    ).toEqual(["100m", "untraced-value"]);
  });

  test.each(["generators: [x.yaml]", "replacements: [{}]", "vars: [{}]", "unheardOf: 1"])(
    "an environment with %s is not followed",
    (field) => {
      const located = locateTexts({ ...base, "over/kustomization.yaml": `resources: [../base]\n${field}\n` });

      expect(located.containers).toEqual([]);
      expect(located.unlocated).toMatchObject([{ refusal: { code: "render-failed", environment: "over" } }]);
    },
  );

  test("kustomizations that include each other are refused, not followed for ever", () => {
    const located = locateTexts({
      "a/kustomization.yaml": "resources: [../b]\n",
      "b/kustomization.yaml": "resources: [../c]\n",
      "c/kustomization.yaml": "resources: [../b]\n",
    });

    expect(located.unlocated).toMatchObject([
      { refusal: { problem: "b/kustomization.yaml includes itself" } },
    ]);
  });

  test("of a workload that is not understood no text of a value is claimed where none is known", () => {
    const move =
      "- target: {kind: Deployment}\n  patch: '[{op: move, from: /spec/x, path: /spec/template/spec/y}]'\n";
    const located = locateTexts({
      ...base,
      "over/kustomization.yaml": `resources: [../base]\npatches:\n${move}`,
    });

    const { settings } = containerIn(located, "app");
    expect(settings["limits.memory"]).toMatchObject({
      raw: null,
      place: { error: { code: "untraced-value", value: "limits.memory" } },
    });
  });

  test("a selector that would take a regular expression engine for ever is not run", () => {
    const entry = "- target: {name: '(a+)+$'}\n  path: p.yaml\n";
    const located = locateTexts({
      ...base,
      "over/kustomization.yaml": `resources: [../base]\npatches:\n${entry}`,
      "over/p.yaml": patch("        resources: {}\n"),
    });

    expect(located.unlocated).toMatchObject([
      { refusal: { problem: "over/kustomization.yaml selects by a regular expression" } },
    ]);
  });
});
