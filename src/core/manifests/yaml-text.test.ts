import { describe, expect, test } from "vitest";
import { parseYaml } from "./yaml-text.ts";

function refusal(text: string): unknown {
  const parsed = parseYaml("f.yaml", text);
  return parsed.ok ? null : parsed.error;
}

describe("parsing inside limits", () => {
  test("a key that is there twice is refused with the line of the second one", () => {
    expect(refusal("a:\n  b: 1\n  c: 2\n  b: 3\n")).toEqual({
      code: "malformed-file",
      file: "f.yaml",
      line: 4,
      problem: 'the key "b" is there twice',
    });
  });

  test("an unquoted placeholder, which YAML takes for a mapping as a key, is template syntax", () => {
    expect(refusal("a: 1\nb: {{ .Name }}\n")).toEqual({ code: "template-file", file: "f.yaml" });
    expect(refusal('b: "{{ .Name }}"\n')).toBeNull();
    expect(refusal("a: 1\n? [b]\n: c\n")).toMatchObject({ code: "malformed-file", line: 2 });
  });

  test("20,000 equal keys are refused in linear time", () => {
    expect(refusal(`a:\n${"  k: 1\n".repeat(20_000)}`)).toMatchObject({ code: "malformed-file", line: 3 });
  });

  test("20,000 different keys are read in linear time", () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join("");

    expect(refusal(text)).toBeNull();
  });

  test.each([
    ["brackets", "[".repeat(100_000)],
    ["braces", "{a: ".repeat(20_000)],
    ["dashes", "- ".repeat(20_000)],
    ["indentation", Array.from({ length: 150 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("")],
  ])("a file of deeply nested %s is refused, not crashed on", (_, text) => {
    expect(refusal(text)).toMatchObject({ code: "malformed-file" });
  });

  test("a file of more than 2 MiB is refused unread", () => {
    const text = `a: "${"x".repeat(5 * 1024 * 1024)}"\n`;

    expect(refusal(text)).toEqual({
      code: "unreadable-file",
      file: "f.yaml",
      problem: "it is larger than 2 MiB",
    });
  });

  test("aliases of aliases cost nothing, because they are never expanded", () => {
    const levels = Array.from({ length: 40 }, (_, n) => `b${n}: &b${n} [*b${n - 1}, *b${n - 1}]\n`).slice(1);

    expect(refusal(`b0: &b0 [x, x]\n${levels.join("")}`)).toBeNull();
  });

  test("template syntax that breaks YAML is named as such", () => {
    expect(refusal("a: {{ .Values.x }}\n  b\n")).toEqual({ code: "template-file", file: "f.yaml" });
  });

  test("a tab as indentation is refused with its line", () => {
    expect(refusal("a:\n\tb: 1\n")).toMatchObject({ code: "malformed-file", line: 2 });
  });

  test("keys that are names of object members are ordinary keys", () => {
    expect(refusal("__proto__:\n  polluted: 1\nconstructor: 2\n")).toBeNull();
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
