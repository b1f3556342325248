import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, inject, test } from "vitest";
import { runs } from "../../../test/support/properties/sweep.ts";
import { formatCanonical, parseQuantity, quantity, sameAmount, toNumber } from "./quantity.ts";

const run = promisify(execFile);

describe("a Kubernetes quantity", () => {
  test.each([
    ["100m", 100_000_000n],
    ["0.1", 100_000_000n],
    ["1", 1_000_000_000n],
    ["1.5Gi", 1_610_612_736_000_000_000n],
    ["129e6", 129_000_000_000_000_000n],
    ["129M", 129_000_000_000_000_000n],
    ["1E", 1_000_000_000_000_000_000_000_000_000n],
    ["1E3", 1_000_000_000_000n],
    ["1.", 1_000_000_000n],
    [".5", 500_000_000n],
    ["+1", 1_000_000_000n],
    ["-1", -1_000_000_000n],
    ["5n", 5n],
  ])("%s is exact", (text, nanos) => {
    expect(parseQuantity(text)).toEqual({ ok: true, value: { nanos, text } });
  });

  test("finer than a nano rounds up, as Kubernetes does", () => {
    expect(quantity("0.1n").nanos).toBe(1n);
  });

  test.each(["", "m", "1 Gi", "1gi", "1KiB", "0x10", "1e", "1e999", "200mi", "--1", "1.2.3", "٣"])(
    "%j is refused",
    (text) => {
      expect(parseQuantity(text)).toEqual({ ok: false, error: { code: "not-a-quantity", text } });
    },
  );

  test("a very long text is refused without work", () => {
    expect(parseQuantity("9".repeat(1_000_000)).ok).toBe(false);
  });

  test("another spelling of the same amount is the same", () => {
    expect(sameAmount(quantity("0.5"), quantity("500m"))).toBe(true);
    expect(sameAmount(quantity("1Gi"), quantity("1024Mi"))).toBe(true);
    expect(sameAmount(quantity("1G"), quantity("1Gi"))).toBe(false);
  });

  test("canonical text reads back as the same amount, in either family", () => {
    const nanos = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n });
    fc.assert(
      fc.property(nanos, fc.constantFrom("decimal" as const, "binary" as const), (amount, family) => {
        expect(quantity(formatCanonical(amount, family)).nanos).toBe(amount);
      }),
    );
  });

  test("as a number it is cores or bytes", () => {
    expect(toNumber(quantity("250m"))).toBe(0.25);
    expect(toNumber(quantity("1Ki"))).toBe(1024);
  });
});

const { kubectl } = inject("tools");

describe.skipIf(kubectl === null)("kubectl as the oracle", () => {
  test("agrees on a few hundred generated quantities", { timeout: 60_000 }, async () => {
    const digits = fc.oneof(
      fc.nat({ max: 99_999 }).map(String),
      fc
        .tuple(fc.nat({ max: 9999 }), fc.nat({ max: 9999 }))
        .map(([whole, fraction]) => `${whole}.${fraction}`),
    );
    const suffix = fc.constantFrom("", "m", "k", "M", "G", "Ki", "Mi", "Gi", "Ti", "u", "n", "e2", "E1");
    const texts = fc.sample(
      fc.tuple(digits, suffix).map(([number, unit]) => number + unit),
      { numRuns: runs(300) },
    );

    const printed = await printedByKubectl(texts);

    expect(printed).toHaveLength(texts.length);
    texts.forEach((text, index) => {
      // kubectl prints its own canonical form: the same amount, whatever the spelling.
      expect(quantity(printed[index] ?? "").nanos, text).toBe(quantity(text).nanos);
    });
  });

  test("refuses what kubectl refuses", async () => {
    for (const text of ["1gi", "1KiB", "1.2.3"]) {
      await expect(printedByKubectl([text])).rejects.toThrow();
      expect(parseQuantity(text).ok).toBe(false);
    }
  });
});

async function printedByKubectl(texts: readonly string[]): Promise<readonly string[]> {
  const hard = texts.map((text, index) => `count/r${index}.x=${text}`).join(",");
  const { stdout } = await run(kubectl ?? "kubectl", [
    "create",
    "quota",
    "q",
    `--hard=${hard}`,
    "--dry-run=client",
    "-o",
    "json",
  ]);
  const { spec } = JSON.parse(stdout) as { readonly spec: { readonly hard: Record<string, string> } };
  return texts.map((_, index) => spec.hard[`count/r${index}.x`] ?? "");
}
