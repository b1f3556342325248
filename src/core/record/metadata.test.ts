import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChangeRecord } from "../model/index.ts";
import { readMetadata, writeMetadata } from "./index.ts";

const record: ChangeRecord = {
  id: "payments/api/resources",
  workload: { namespace: "payments", kind: "Deployment", name: "api" },
  settings: [
    { container: "api", setting: "requests.cpu", file: "api.yaml", path: "spec.cpu", from: null, to: "230m" },
    { container: "api", setting: "limits.cpu", file: "api.yaml", path: "spec.limit", from: "1", to: null },
  ],
  head: { commit: "c".repeat(40), tree: "t".repeat(40) },
  evidenceUntil: "2026-11-20T00:00:00Z",
};

describe("the record in a body", () => {
  test("is read back, whatever stands around it and however names are spelled", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (name, around) => {
        const odd = { ...record, workload: { ...record.workload, name } };

        expect(readMetadata(`${around}\n${writeMetadata(odd)}\n`)).toEqual(odd);
      }),
    );
  });

  test("never holds what would end its comment", () => {
    const text = writeMetadata({ ...record, id: "-->--><!--" });

    expect(text.slice(4, -3)).not.toContain("--");
  });

  test.each([
    ["no comment", "a body"],
    ["a comment that was cut", writeMetadata(record).slice(0, 40)],
    ["text that is no JSON", "<!--optpass:v1:aGVsbG8-->"],
    ["JSON that is no record", "<!--optpass:v1:e30-->"],
  ])("%s is no record", (_, body) => {
    expect(readMetadata(body)).toBeNull();
  });

  test("the last one counts: what is quoted above it does not", () => {
    const quoted = writeMetadata({ ...record, id: "quoted" });

    expect(readMetadata(`> ${quoted}\n\n${writeMetadata(record)}`)?.id).toBe("payments/api/resources");
  });
});
