import { describe, expect, test } from "vitest";
import type { IntendedLeaf } from "../edit/edit-plan.ts";
import type { NodePath } from "../node-path.ts";
import { proveByReparse } from "./prove-by-reparse.ts";

function leaf(path: NodePath, value: string, inside: NodePath | null = null): IntendedLeaf {
  return {
    file: "f.yaml",
    document: 0,
    path,
    inside: inside === null ? null : { document: 0, path: inside },
    value,
  };
}

function unexpected(before: string, after: string, intended: readonly IntendedLeaf[]): unknown {
  const proof = proveByReparse(before, after, intended);
  return proof.ok ? [] : proof.error.code === "proof-failed" ? proof.error.unexpected : proof.error;
}

describe("the proof by a second parser", () => {
  test("names what changed when it is exactly what was intended", () => {
    expect(proveByReparse("a: {cpu: 1}\n", "a: {cpu: 2}\n", [leaf(["a", "cpu"], "2")])).toEqual({
      ok: true,
      value: ["a.cpu"],
    });
  });

  test("fails on another change, and on one that is missing", () => {
    expect(unexpected("a: 1\nb: 1\n", "a: 2\nb: 2\n", [leaf(["a"], "2")])).toEqual(["b"]);
    expect(unexpected("a: 1\n", "a: 1\n", [leaf(["a"], "2")])).toEqual(["a did not become 2"]);
    expect(unexpected("a: 1\n", "a: 3\n", [leaf(["a"], "2")])).toEqual(["a"]);
    expect(unexpected("a: 1\n---\nb: 1\n", "a: 2\n---\nb: 2\n", [leaf(["a"], "2")])).toEqual([
      "document 2: b",
    ]);
  });

  test("counts every use of an alias", () => {
    expect(unexpected("a: &x 1\nb: *x\n", "a: &x 2\nb: *x\n", [leaf(["a"], "2")])).toEqual(["b"]);
  });

  test("counts what a merge key brings", () => {
    const [before, after] = ["a: &x {c: 1}\nb: {<<: *x}\n", "a: &x {c: 2}\nb: {<<: *x}\n"];

    expect(unexpected(before, after, [leaf(["a", "c"], "2")])).toEqual(["b.c"]);
  });

  test("looks inside a patch that is written in a scalar", () => {
    const text = (cpu: string, memory: string): string =>
      `patches:\n- patch: |-\n    a:\n      cpu: ${cpu}\n      memory: ${memory}\n`;
    const intended = [leaf(["patches", 0, "patch"], "2", ["a", "cpu"])];

    expect(unexpected(text("1", "1Gi"), text("2", "1Gi"), intended)).toEqual([]);
    expect(unexpected(text("1", "1Gi"), text("2", "2Gi"), intended)).toEqual([
      "patches[0].patch.>[0].a.memory",
    ]);
  });

  test("an empty value may give way to what is added below it, a full one may not", () => {
    expect(unexpected("a: {}\n", "a: {cpu: 1}\n", [leaf(["a", "cpu"], "1")])).toEqual([]);
    expect(unexpected("a: full\n", "a: {cpu: 1}\n", [leaf(["a", "cpu"], "1")])).toEqual(["a"]);
  });

  test("an edit that would break the file fails, and so does a file that was broken before", () => {
    expect(unexpected("a: 1\n", "a: [1\n", [leaf(["a"], "1")])).toEqual([
      expect.stringContaining("would not parse"),
    ]);
    expect(unexpected("a: [1\n", "a: [1\n", [])).toEqual([expect.stringContaining("second parser")]);
  });

  test("a file that only the first parser accepts is refused with the line", () => {
    const text = (cpu: string): string => `a:\n  cpu: ${cpu}\n  b: [\n    c,\n  ]\n`;

    expect(unexpected(text("1"), text("2"), [leaf(["a", "cpu"], "2")])).toEqual({
      code: "unsupported-syntax",
      file: "f.yaml",
      line: 5,
      construct: "YAML that a second parser does not accept (deficient indentation)",
    });
  });

  test("an alias bomb is given up on, not expanded", () => {
    const bomb = Array.from({ length: 30 }, (_, n) => `b${n + 1}: &b${n + 1} [*b${n}, *b${n}]\n`).join("");
    const text = `b0: &b0 [x, x]\n${bomb}a: `;

    // Expanded, it would have a billion leaves: the test would not end in time.
    expect(unexpected(`${text}1\n`, `${text}2\n`, [leaf(["a"], "2")])).toEqual([
      "the file is too large to compare",
    ]);
  });
});
