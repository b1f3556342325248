// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the syntax that Flux fills in.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseQuantity } from "../../model/index.ts";
import { SentinelTexts } from "./sentinel-texts.ts";
import { roleOf } from "./value-role.ts";

describe("the text in the place of a value", () => {
  test.each([
    ["cpu", "100m", "1013m"],
    ["cpu", "0.5", "1013.5"],
    ["cpu", '"2"', '"1013"'],
    ["memory", "512Mi", "1013Mi"],
    ["memory", "1.5Gi", "1013.5Gi"],
    ["memory", "1e9", "1013"],
    ["memory", null, "1013Mi"],
    ["least-replicas", "1", "101"],
    ["most-replicas", "5", "501"],
  ] as const)("that looks alike: %s %s becomes %s", (role, before, after) => {
    expect(new SentinelTexts([]).make(role, "lookalike", before)?.yaml).toBe(after);
  });

  test("has a number that stands in none of the chart's texts", () => {
    expect(new SentinelTexts(["port: 1013", "x1015y"]).make("cpu", "lookalike", "100m")?.text).toBe("1017m");
  });

  test("is given once, and is a quantity wherever the value was one", () => {
    const amount = fc.constantFrom("100m", "0.25", "2", '"1"', "64Mi", "1.5Gi", "1e3", "250k", ".5");
    const style = fc.constantFrom("quantity" as const, "lookalike" as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, style), { maxLength: 60 }), (wanted) => {
        const texts = new SentinelTexts([]);
        const made = wanted.map(([text, how]) => texts.make("cpu", how, text)?.text ?? "");
        expect(new Set(made).size).toBe(made.length);
        expect(made.every((text) => parseQuantity(text).ok)).toBe(true);
      }),
    );
  });

  test("is none when all numbers that a count allows are used", () => {
    const texts = new SentinelTexts([]);
    const made = Array.from({ length: 60 }, () => texts.make("target", "quantity", "80"));

    expect(made.filter((text) => text !== null)).toHaveLength(44);
  });
});

describe("what a value seems to be", () => {
  test.each([
    [["resources", "requests", "cpu"], "100m", "cpu"],
    [["web", "memoryLimit"], "1Gi", "memory"],
    [["resources", "limits", "cpu"], "a lot", null],
    [["resources", "limits", "cpu"], "${CPU:=100m}", "cpu"],
    [["autoscaling", "targetCPUUtilizationPercentage"], "80", "target"],
    [["autoscaling", "cpu"], "80", "target"],
    [["autoscaling", "min"], "1", "least-replicas"],
    [["hpa", "maxReplicas"], "10", "most-replicas"],
    [["web", "replicaCount"], "3", "replicas"],
    [["web", "port"], "8080", null],
    [["web", "min"], "1", null],
  ] as const)("%j %s: %s", (path, text, role) => {
    expect(roleOf(path, text)).toBe(role);
  });
});
