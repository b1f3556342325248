import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSeal } from "./seal.ts";

describe("a seal", () => {
  test("knows its own signatures, and nobody else's", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (text, other) => {
        const seal = createSeal("a secret");

        expect(seal.verifies(text, seal.sign(text))).toBe(true);
        expect(seal.verifies(`${text}${other}`, seal.sign(text))).toBe(false);
        expect(createSeal("another secret").verifies(text, seal.sign(text))).toBe(false);
      }),
    );
  });

  test("does not show its secret, and signs in characters that a comment may hold", () => {
    expect(createSeal("a secret").sign("text")).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  test.each(["", "x", "é".repeat(43)])("refuses the signature %j without a failure", (signature) => {
    expect(createSeal("a secret").verifies("text", signature)).toBe(false);
  });
});
