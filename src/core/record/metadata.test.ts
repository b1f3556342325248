import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ChangeRecord, isRecordedPath, type RecordedSetting, type Seal } from "../model/index.ts";
import { readMetadata, replaceMetadata, writeMetadata } from "./index.ts";

const cpu: RecordedSetting = {
  ...{ container: "api", setting: "requests.cpu", file: "api.yaml", path: "spec.cpu" },
  ...{ from: null, to: "230m" },
};
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

const seal: Seal = {
  sign: (text) => `s${text.length}`,
  verifies: (text, signature) => signature === `s${text.length}`,
};

describe("a sealed record", () => {
  test("is believed with its own signature only", () => {
    const text = writeMetadata(record, seal);

    expect(readMetadata(text, seal)).toEqual(record);
    expect(readMetadata(text.replace(/:s\d+-->/, ":s1-->"), seal)).toBeNull();
    expect(readMetadata(writeMetadata(record), seal)).toBeNull();
  });

  test("is replaced where it stands, and every other character stays", () => {
    const body = `above\r\n${writeMetadata(record, seal)}\r\nbelow`;
    const next = writeMetadata({ ...record, told: "rejected" }, seal);

    expect(replaceMetadata(body, next)).toBe(`above\r\n${next}\r\nbelow`);
    expect(replaceMetadata("nothing", next)).toBe(`nothing\n\n${next}\n`);
  });

  test("of many settings keeps every value, and is shorter by its paths", () => {
    const settings = Array.from({ length: 40 }, (_, index) => ({
      ...cpu,
      container: `c${index}`,
      path: `spec.template.spec.containers[${index}].resources.requests.cpu`,
    }));

    const read = readMetadata(writeMetadata({ ...record, settings }));

    expect(read?.settings.map(({ container, to }) => [container, to])).toEqual(
      settings.map(({ container, to }) => [container, to]),
    );
    expect(read?.settings[3]?.path).toMatch(/^#[0-9a-f]{8}$/);
    expect(isRecordedPath(read?.settings[3]?.path ?? "", settings[3]?.path ?? "")).toBe(true);
    expect(isRecordedPath(read?.settings[3]?.path ?? "", settings[4]?.path ?? "")).toBe(false);
  });
});

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
