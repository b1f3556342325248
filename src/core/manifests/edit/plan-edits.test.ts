import fc from "fast-check";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { deployment, editFile } from "../../../../test/fixtures/manifests/locate-raw.ts";
import { runs } from "../../../../test/support/properties/sweep.ts";
import type { SettingName } from "../../model/index.ts";

function edited(text: string, values: Partial<Record<SettingName, string>>, path?: string): string {
  const result = editFile(text, values, path);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function app(resources: string): string {
  return deployment(`      - name: app\n        image: x\n${resources}`);
}

const set = (line: string): string => app(`        resources:\n          limits:\n            ${line}\n`);

describe("replacing a value", () => {
  test.each([
    ["memory: 1Gi", "memory: 2Gi", "2Gi"],
    ["memory:   1Gi   # one", "memory:   2Gi   # one", "2Gi"],
    ['memory: "1Gi"', 'memory: "2Gi"', "2Gi"],
    ["memory: '1Gi'", "memory: '2Gi'", "2Gi"],
    ["memory: &unused 1Gi", "memory: &unused 2Gi", "2Gi"],
    ["memory:\t1Gi", "memory:\t2Gi", "2Gi"],
    ["memory: 1Gi", 'memory: "2e9"', "2e9"],
    ["cpu: 1", "cpu: 2", "2"],
    ["cpu: 1", "cpu: 250m", "250m"],
    ["cpu: 1", "cpu: 0.5", "0.5"],
    ['"cpu": 1', '"cpu": "250m"', "250m"],
    ["{cpu: 1, memory: 1Gi}", "{cpu: 1, memory: 2Gi}", "2Gi"],
  ])("%j becomes %j", (before, after, value) => {
    const setting = before.includes("memory") ? "limits.memory" : "limits.cpu";

    expect(edited(set(before), { [setting]: value })).toBe(set(after));
  });

  test("line endings, a byte order mark, a missing last line break and every other byte stay", () => {
    const text = `\uFEFF# 🚀 first\r\n${set("memory: 1Gi # one").replaceAll("\n", "\r\n")}---\r\nother:   {a : 1}   `;

    expect(edited(text, { "limits.memory": "2Gi" })).toBe(text.replace("memory: 1Gi", "memory: 2Gi"));
  });

  test("JSON stays JSON", () => {
    const json = (resources: string): string =>
      `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"app","image":"x","resources":${resources}}]}}`;

    const text = edited(
      json('{"limits":{"cpu":1}}'),
      { "limits.cpu": "250m", "limits.memory": "1Gi", "requests.cpu": "1" },
      "a.json",
    );

    expect(text).toBe(json('{"limits":{"cpu":"250m", "memory": "1Gi"}, "requests": {"cpu": 1}}'));
    expect(() => JSON.parse(text)).not.toThrow();
  });
});

describe("adding what is missing", () => {
  const all = {
    "limits.memory": "1Gi",
    "requests.memory": "512Mi",
    "requests.cpu": "100m",
  } as const;

  test("a whole block goes behind the last key of the container, requests first", () => {
    expect(edited(app(""), all)).toBe(
      app(
        "        resources:\n          requests:\n            cpu: 100m\n            memory: 512Mi\n          limits:\n            memory: 1Gi\n",
      ),
    );
  });

  test.each([
    ["resources: {}", "resources:"],
    ["resources: {} # none yet", "resources: # none yet"],
    ["resources: null", "resources:"],
    ["resources: ~ # none", "resources: # none"],
    ["resources:", "resources:"],
    ["resources: ", "resources: "],
    ["resources:  # none", "resources:  # none"],
  ])("`%s` is filled, and its comment stays", (before, after) => {
    expect(edited(app(`        ${before}\n        tty: true\n`), { "requests.cpu": "1" })).toBe(
      app(`        ${after}\n          requests:\n            cpu: 1\n        tty: true\n`),
    );
  });

  test("a text at the very end of the file gets no line break, so the block goes before it", () => {
    const args = "        command:\n        - sh\n        - |\n          exit 1";
    const block = "        resources:\n          requests:\n            cpu: 1\n";

    expect(edited(app(args), { "requests.cpu": "1" })).toBe(app(`${block}${args}`));
    expect(edited(app(`${args}\n`), { "requests.cpu": "1" })).toBe(app(`${args}\n${block}`));
  });

  test("an empty key gets its value before the comment", () => {
    expect(edited(set("memory:  # to do"), { "limits.memory": "1Gi" })).toBe(set("memory: 1Gi  # to do"));
  });

  test("a second key goes below the first, in its quotes, before a comment that follows", () => {
    expect(edited(set('memory: "1Gi" # a\n            # b'), { "limits.cpu": "2" })).toBe(
      set('memory: "1Gi" # a\n            cpu: "2"\n            # b'),
    );
  });

  test("the indentation and the line ending of the file are used", () => {
    const wide =
      "apiVersion: v1\r\nkind: Pod\r\nmetadata:\r\n    name: p\r\nspec:\r\n    containers:\r\n    -   name: app\r\n        image: x";

    expect(edited(wide, { "limits.cpu": "1" })).toBe(
      `${wide}\r\n        resources:\r\n            limits:\r\n                cpu: 1`,
    );
  });

  test("flow mappings grow inside their braces", () => {
    const text = app("        resources: {requests: {cpu: 1,}, }\n");

    expect(edited(text, { "requests.memory": "1Gi", "limits.memory": "1Gi" })).toBe(
      app("        resources: {requests: {cpu: 1, memory: 1Gi,}, limits: {memory: 1Gi}, }\n"),
    );
  });

  test("a container in flow style grows too", () => {
    const text = deployment("      - {name: app, image: x}\n");

    expect(edited(text, { "limits.cpu": "1" })).toBe(
      deployment("      - {name: app, image: x, resources: {limits: {cpu: 1}}}\n"),
    );
  });

  test.each([
    ["a literal", "        args:\n        - |\n          one\n\n          two\n"],
    ["a literal with kept blank lines", "        args:\n        - |+\n          one\n\n"],
    ["a folded text", "        command: >-\n          one\n          two\n"],
    ["a list of mappings", "        env:\n        - name: A\n          value:\n"],
  ])("the block goes behind %s that ends the container", (_, last) => {
    const text = app(last);

    expect(edited(`${text}---\nkind: x\n`, { "limits.cpu": "1" })).toBe(
      `${text}        resources:\n          limits:\n            cpu: 1\n---\nkind: x\n`,
    );
  });
});

test.each([
  ["a comment inside empty braces", "        resources: { # none\n          }\n"],
  ["a merge key in the container", "        <<: {tty: true}\n"],
  ["an anchor on an empty value", "        resources: &r\n"],
])("%s is refused", (_, body) => {
  expect(editFile(app(body), { "limits.cpu": "1" })).toMatchObject({
    ok: false,
    error: { code: "unsupported-syntax" },
  });
});

test("a value that is no quantity is never written", () => {
  expect(editFile(set("memory: 1Gi"), { "limits.memory": "1Gi\n  evil: true" })).toMatchObject({
    ok: false,
    error: { code: "impossible-quantity" },
  });
});

// Manifests with everything that people write around values.
const space = fc.constantFrom(" ", "  ", "   ");
const comment = fc.constantFrom("", " # why", " # 🚀 why: {not: yaml}", "   #");
const noise = fc.constantFrom("", "# a comment\n", "\n", "          # indented\n");
const value = fc.constantFrom("1", "0.5", "250m", '"250m"', "'1'");
const memory = fc.constantFrom("1Gi", '"512Mi"', "'1G'", "1073741824");
const bound = fc.oneof(
  fc.tuple(space, value, comment, noise).map(([s, v, c, n]) => `\n            cpu:${s}${v}${c}\n${n}`),
  fc.tuple(space, memory, comment, noise).map(([s, v, c, n]) => `\n${n}            memory:${s}${v}${c}\n`),
  fc.tuple(value, memory, comment).map(([v, m, c]) => ` {cpu: ${v}, memory: ${m}}${c}\n`),
  comment.map((c) => ` {}${c}\n`),
  comment.map((c) => `${c}\n`),
);
const manifest = fc
  .record({
    requests: fc.option(bound, { nil: null }),
    limits: fc.option(bound, { nil: null }),
    tail: fc.constantFrom(
      "",
      "        tty: true # t\n",
      "        args: [a, 'b']\n",
      "      - name: other\n        image: y\n",
    ),
    noise,
    crlf: fc.boolean(),
    mark: fc.boolean(),
    finalBreak: fc.boolean(),
    second: fc.boolean(),
  })
  .map(({ requests, limits, tail, noise: extra, crlf, mark, finalBreak, second }) => {
    const bounds = `${requests === null ? "" : `          requests:${requests}`}${limits === null ? "" : `          limits:${limits}`}`;
    const resources = bounds === "" ? "" : `        resources:\n${bounds}`;
    let text = `${extra.trimStart()}${app(`${resources}${tail}`)}`;
    if (second) text = `kind: first\n---\n${text}---\nkind: last\n`;
    if (!finalBreak) text = text.replace(/\n+$/, "");
    if (crlf) text = text.replaceAll("\n", "\r\n");
    return mark ? `\uFEFF${text}` : text;
  });

const settings = fc.uniqueArray(
  fc.constantFrom("requests.cpu", "requests.memory", "limits.cpu", "limits.memory" as const),
  { minLength: 1 },
);

describe("any manifest", () => {
  // editFile also proves each edit with the second parser and checks that the inverse brings every byte back.
  test("has its values changed and every other byte kept", () => {
    fc.assert(
      fc.property(manifest, settings, (text, wanted) => {
        const values = Object.fromEntries(
          wanted.map((name) => [name, name.endsWith("cpu") ? "333m" : "777Mi"]),
        );
        const after = edited(text, values);

        expect(isSubsequence(withoutValues(text), after)).toBe(true);
        for (const name of wanted) expect(readBack(after, name)).toBe(values[name]);
      }),
      { numRuns: runs(400) },
    );
  });
});

// Everything of the old text but values and empty braces must still be there, in order.
function withoutValues(text: string): string {
  return text.replace(/(cpu|memory):( *)("[^"]*"|'[^']*'|[\w.]+)/g, "$1:").replace(/ \{\}/g, "");
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of part) {
    at = whole.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function readBack(text: string, setting: string): unknown {
  const documents = text.replace(/^\uFEFF/, "").split(/^---\r?\n/m);
  const document = documents.find((part) => part.includes("kind: Deployment")) ?? "";
  const [key, resource] = setting.split(".");
  const containers = (load(document) as { spec: { template: { spec: { containers: unknown[] } } } }).spec
    .template.spec.containers;
  const container = containers[0] as { resources: Record<string, Record<string, unknown>> };
  return container.resources[String(key)]?.[String(resource)];
}
