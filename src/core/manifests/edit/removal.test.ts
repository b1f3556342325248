import fc from "fast-check";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { deployment, editFile } from "../../../../test/fixtures/manifests/locate-raw.ts";
import { runs } from "../../../../test/support/properties/sweep.ts";
import type { SettingName } from "../../model/index.ts";

// `editFile` proves each edit with the second parser, and that the inverse brings every byte back.
function edited(text: string, values: Partial<Record<SettingName, string | null>>, path?: string): string {
  const result = editFile(text, values, path);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function app(resources: string): string {
  return deployment(
    `      - name: app\n        image: x\n        resources:\n${resources}        tty: true\n`,
  );
}

const gone = { "limits.cpu": null } as const;

describe("taking a value out", () => {
  test.each([
    [
      "of two",
      "          limits:\n            cpu: 1\n            memory: 1Gi\n",
      "          limits:\n            memory: 1Gi\n",
    ],
    [
      "behind another",
      "          limits:\n            memory: 1Gi\n            cpu: 1 # burst\n",
      "          limits:\n            memory: 1Gi\n",
    ],
    [
      "between comments, which stay",
      "          limits:\n            # first\n            cpu: 1\n            # second\n            memory: 1Gi\n",
      "          limits:\n            # first\n            # second\n            memory: 1Gi\n",
    ],
    [
      "that is alone, with its mapping",
      "          limits: # capped\n            # for now\n            cpu: 1\n          requests:\n            cpu: 1\n",
      "          requests:\n            cpu: 1\n",
    ],
    [
      "that is all, which leaves an empty mapping and the comment on its line",
      "          limits:\n            cpu: 1\n          # end\n",
      "          # end\n",
    ],
    [
      "in braces",
      "          limits: {cpu: 1, memory: 1Gi} # both\n",
      "          limits: {memory: 1Gi} # both\n",
    ],
    [
      "behind another in braces",
      "          limits: { memory: 1Gi, cpu: 1, }\n",
      "          limits: { memory: 1Gi, }\n",
    ],
    [
      "in braces of several lines",
      "          limits: {\n            cpu: 1,\n            memory: 1Gi\n            }\n",
      "          limits: {\n            memory: 1Gi\n            }\n",
    ],
    [
      "alone in braces, with its mapping",
      "          requests:\n            cpu: 1\n          limits: {cpu: 1,} # one\n",
      "          requests:\n            cpu: 1\n",
    ],
    [
      "with its value on the next line",
      "          limits:\n            cpu:\n              1\n            memory: 1Gi\n",
      "          limits:\n            memory: 1Gi\n",
    ],
  ])("%s", (name, before, after) => {
    const expected = name.startsWith("that is all")
      ? app(after).replace("resources:", "resources: {}")
      : app(after);

    expect(edited(app(before), gone)).toBe(expected);
  });

  test.each([
    ["{limits: {cpu: 1}}", "{}"],
    ["{limits: {cpu: 1,},}", "{}"],
    ["{requests: {cpu: 1}, limits: {cpu: 1}}", "{requests: {cpu: 1}}"],
    ["{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1}}", "{limits: {memory: 1Gi}, requests: {cpu: 1}}"],
  ])("%s becomes %s", (before, after) => {
    const text = (resources: string): string =>
      deployment(`      - name: app\n        image: x\n        resources: ${resources}\n`);

    expect(edited(text(before), gone)).toBe(text(after));
  });

  test("JSON stays JSON", () => {
    const json = (resources: string): string =>
      `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"app","image":"x","resources":${resources}}]}}`;

    const text = edited(json('{"limits":{"cpu":1,"memory":"1Gi"}}'), gone, "a.json");

    expect(text).toBe(json('{"limits":{"memory":"1Gi"}}'));
  });

  test("and adding another beside it go together", () => {
    const change = { "limits.cpu": null, "requests.cpu": "300m" } as const;

    expect(edited(app("          limits:\n            cpu: 1\n"), change)).toBe(
      app("          requests:\n            cpu: 300m\n"),
    );
    expect(edited(deployment("      - {name: app, image: x, resources: {limits: {cpu: 1}}}\n"), change)).toBe(
      deployment("      - {name: app, image: x, resources: {requests: {cpu: 300m}}}\n"),
    );
  });

  test("line endings and a missing last line break stay", () => {
    const text = deployment(
      "      - name: app\n        image: x\n        resources:\n          limits:\n            memory: 1Gi\n            cpu: 1",
    ).replaceAll("\n", "\r\n");

    expect(edited(text, gone)).toBe(text.replace("\r\n            cpu: 1", ""));
  });
});

test.each([
  ["beside a merge key", "          limits:\n            <<: {memory: 1Gi}\n            cpu: 1\n"],
  ["with a comment inside braces", "          limits: {cpu: 1, # one\n            memory: 1Gi}\n"],
])("a value %s is left", (_, resources) => {
  expect(editFile(app(resources), gone)).toMatchObject({ ok: false, error: { code: "unsupported-syntax" } });
});

test("a value that is not set needs no edit", () => {
  const text = app("          limits:\n            memory: 1Gi\n");

  expect(edited(text, gone)).toBe(text);
});

const comment = fc.constantFrom("", " # why", " # {not: yaml}");
const noise = fc.constantFrom("", "\n", "            # indented\n", "# outside\n");
const line = (key: string, value: string) =>
  fc.tuple(noise, comment).map(([n, c]) => `${n}            ${key}: ${value}${c}\n`);
const block = (key: string, lines: fc.Arbitrary<string>) =>
  fc.tuple(comment, lines, noise).map(([c, body, n]) => `          ${key}:${c}\n${body}${n}`);
const limits = block(
  "limits",
  fc.oneof(
    line("cpu", '"1"'),
    fc.tuple(line("cpu", "500m"), line("memory", "1Gi")).map((both) => both.join("")),
    fc.tuple(line("memory", "1Gi"), line("cpu", "0.5")).map((both) => both.join("")),
  ),
);
const manifest = fc
  .tuple(limits, fc.option(block("requests", line("memory", "1Gi"))), fc.boolean(), fc.boolean())
  .map(([one, other, first, crlf]) => {
    const text = app(first ? `${one}${other ?? ""}` : `${other ?? ""}${one}`);
    return crlf ? text.replaceAll("\n", "\r\n") : text;
  });

test("in any manifest it is gone, with or without a new request, and no line that is not its own", () => {
  fc.assert(
    fc.property(manifest, fc.constantFrom(null, "300m"), (text, request) => {
      const after = edited(text, { ...gone, ...(request === null ? {} : { "requests.cpu": request }) });

      const container = (load(after) as Manifest).spec.template.spec.containers[0];
      expect(container?.resources?.limits?.cpu).toBeUndefined();
      expect(after).not.toMatch(/limits: *(?:\{\}|null|\r?\n +requests)/);
      const memories = (all: string): number => all.match(/memory: 1Gi/g)?.length ?? 0;
      expect(memories(after)).toBe(memories(text));
    }),
    { numRuns: runs(300) },
  );
});

interface Manifest {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly { resources?: { limits?: { cpu?: unknown } } }[] };
    };
  };
}
