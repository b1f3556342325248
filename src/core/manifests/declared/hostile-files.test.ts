import { describe, expect, test } from "vitest";
import { changeDeclared } from "./change-declared.ts";

// Twenty times what the slowest of these takes on one slow core.
const longestMilliseconds = 40_000;

function outcomeOf(file: string, text: string, path = "a"): string {
  const files = { origin: "hostile", files: new Map([[file, { kind: "text", text } as const]]) };
  const start = performance.now();
  const changed = changeDeclared(files, { file, path }, "2");
  expect(performance.now() - start).toBeLessThan(longestMilliseconds);
  return changed.ok ? "changed" : changed.error.code;
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("");

describe("a hostile file costs little time, and no crash", () => {
  test.each([
    ["x.yaml", lines(20_000, () => "a: 1\n"), "malformed-file"],
    ["x.json", `{${lines(20_000, () => '"a": 1,\n')}"b": 1}`, "repeated-path"],
    ["x.toml", lines(20_000, () => "a = 1\n"), "malformed-file"],
    ["x.properties", lines(20_000, () => "a = 1\n"), "repeated-path"],
    ["x.env", lines(20_000, () => "a=1\n"), "repeated-path"],
    ["x.tf", lines(20_000, () => "a = 1\n"), "repeated-path"],
    ["x.ini", lines(20_000, () => "a = 1\n"), "repeated-path"],
  ])("%s with one key 20,000 times", (file, text, code) => {
    expect(outcomeOf(file, text)).toBe(code);
  });

  test.each([
    ["x.yaml", `a: ${"[".repeat(100_000)}`],
    ["x.json", `{"a": ${"[".repeat(100_000)}`],
    ["x.toml", `a = ${"[".repeat(100_000)}`],
    ["x.toml", `a = ${"{b=".repeat(100_000)}`],
    ["x.tf", `a = ${"[".repeat(100_000)}`],
    ["x.tf", "a {\n".repeat(100_000)],
    ["x.tf", `a = "${'${"'.repeat(100_000)}`],
  ])("%s nested without an end", (file, text) => {
    expect(outcomeOf(file, text)).toBe("malformed-file");
  });

  test.each([
    ["x.yaml", `b: ${"x ".repeat(200_000)}\na: 1`],
    ["x.json", `{"b": "${"x".repeat(400_000)}", "a": 1}`],
    ["x.properties", `b = ${"\\\\".repeat(200_000)}\na = 1`],
    ["x.env", `b='${"x".repeat(400_000)}'\na=1`],
    ["x.tf", `b = "${"x".repeat(400_000)}"\na = 1`],
    ["x.ini", `b = ${"x ".repeat(200_000)}\na = 1`],
  ])("%s with a huge line", (file, text) => {
    expect(outcomeOf(file, text)).toBe("changed");
  });

  test.each([
    ["x.properties", "\\\n".repeat(200_000)],
    ["x.properties", `a=${"\\u".repeat(200_000)}`],
    ["x.env", "export ".repeat(70_000)],
    ["x.env", 'A="\\'.repeat(100_000)],
    ["x.tf", `a = ${"/*".repeat(200_000)}`],
    ["x.tf", "a = <<E\n".repeat(60_000)],
    ["x.ini", `a=${'" '.repeat(200_000)}`],
    ["x.toml", `a${".a".repeat(100_000)} = 1`],
    ["x.toml", lines(20_000, () => "[[a]]\nb.c = 1\n")],
  ])("%s that would cost a careless scanner its square", (file, text) => {
    expect(outcomeOf(file, text)).not.toBe("changed");
  });

  test.each([
    [
      "x.json",
      '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
      "__proto__.polluted",
    ],
    [
      "x.json",
      '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
      "constructor.prototype.polluted",
    ],
    ["x.yaml", "__proto__:\n  polluted: 1\n", "__proto__.polluted"],
    ["x.toml", "__proto__.polluted = 1\n", "__proto__.polluted"],
    ["x.tf", "__proto__ {\n  polluted = 1\n}\n", "__proto__.polluted"],
    ["x.properties", "__proto__ = 1\n", "__proto__"],
    ["x.env", "__proto__=1\n", "__proto__"],
    ["x.ini", "[__proto__]\npolluted = 1\n", "__proto__.polluted"],
  ])("%s that names a prototype (%#)", (file, text, path) => {
    outcomeOf(file, text, path);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
