// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the syntax that Flux fills in.
import { load, loadAll } from "js-yaml";
import { describe, expect, test } from "vitest";
import type { Substitution } from "../deployments/deployment.ts";
import { substituteVariables } from "./substitute-variables.ts";

const at = { file: "flux/apps.yaml", document: 0, path: ["spec", "postBuild"] };

function variables(
  values: Readonly<Record<string, string>>,
  unseen: Substitution["unseen"] = [],
): Substitution {
  const own = Object.entries(values).map(([name, value]) => ({ name, value, at: null }));
  return { variables: own, unseen, at };
}

function objects(rendered: string, substitution: Substitution): unknown {
  const filled = substituteVariables(rendered, substitution);
  return filled.ok ? loadAll(filled.value) : filled.error;
}

const map = (name: string, value: string, more = ""): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}data:\n  key: ${value}\n`;

describe("variables in a render", () => {
  test("are filled into names, keys and values of every object", () => {
    const rendered = `${map("${ENV}-a", "${CPU:=100m}")}---\n${map("b", "x", '  labels: {"${ENV}": y}\n')}`;

    expect(objects(rendered, variables({ ENV: "prod" }))).toEqual([
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "prod-a" }, data: { key: "100m" } },
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "b", labels: { prod: "y" } },
        data: { key: "x" },
      },
    ]);
  });

  test.each([
    ['"${V}"', "8080", 8080],
    ["'\"${V}\"'", "8080", '"8080"'],
    ["${V}", '"8080"', "8080"],
    ["${V}", "true", true],
    ["${V}", "", null],
    ["${V}m", "500", "500m"],
    ["${V}", "5\n00m\n", "500m"],
  ])("are read as YAML afterwards, whatever quotes stood around them: %s with %j", (written, value, read) => {
    expect(objects(map("a", written), variables({ V: value }))).toMatchObject([{ data: { key: read } }]);
  });

  test("of two with one name, the later counts", () => {
    const twice: Substitution = {
      ...variables({}),
      variables: ["1m", "2m"].map((value) => ({ name: "V", value, at: null })),
    };

    expect(objects(map("a", "${V}"), twice)).toMatchObject([{ data: { key: "2m" } }]);
  });

  test.each(["labels", "annotations"])("are left alone where its %s say so", (kind) => {
    const more = `  ${kind}:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\n`;
    const rendered = `${map("a", "$${V} ${V}", more)}---\n${map("b", "${V}")}`;

    expect(objects(rendered, variables({ V: "1" }))).toMatchObject([
      { data: { key: "$${V} ${V}" } },
      { data: { key: 1 } },
    ]);
  });

  test("are not looked for, defaults neither, where there are none", () => {
    const rendered = map("a", "$${V:=1}");

    expect(substituteVariables(rendered, variables({}))).toEqual({ ok: true, value: rendered });
  });

  test("that a secret may set stay as they are, but not those that are read after it", () => {
    const secret = [{ holder: "Secret keys", after: 1 }];

    expect(objects(map("a", "${A} ${B} ${C}"), variables({ A: "1", B: "2" }, secret))).toMatchObject([
      { data: { key: "${A} 2 ${C}" } },
    ]);
  });

  test("leave objects without dollars as they are, byte by byte", () => {
    const plain = "# kept\nkind: A\n";
    const filled = substituteVariables(
      `${plain}---\n${map("a", "${V}")}---\n${plain}`,
      variables({ V: "1" }),
    );

    expect(filled.ok && filled.value.startsWith(`${plain}---\n`)).toBe(true);
    expect(filled.ok && filled.value.endsWith(`---\n${plain}`)).toBe(true);
  });

  test.each([
    [
      "an expansion that Flux refuses",
      "${a.b}",
      {},
      'ConfigMap a: "${a.b}" is no expansion that Flux understands',
    ],
    [
      "a value that breaks the YAML",
      "${V}",
      { V: "[" },
      /^ConfigMap a: with its variables filled in, it is no YAML/,
    ],
    ["a name that is none", "x", { "a-b": "1" }, '"a-b" is no name of a variable'],
  ])("are refused with %s", (_, text, values, problem) => {
    const error = objects(map("a", text), variables({ V: "", ...values }));

    if (typeof problem === "string") expect(error).toBe(problem);
    else expect(error).toMatch(problem);
  });

  test("cannot reach a prototype", () => {
    const rendered = map("a", "${V}", '  labels: {"${P}": {"constructor": x}}\n');
    const filled = substituteVariables(rendered, variables({ P: "__proto__", V: "1" }));

    expect(filled.ok && Object.hasOwn(load(filled.value) as object, "kind")).toBe(true);
    expect(({} as { constructor: unknown }).constructor).toBe(Object);
  });
});
