import { describe, expect, test } from "vitest";
import { instant } from "../model/index.ts";
import { isFreshPreview, writePreviewMark } from "./index.ts";

const head = "a".repeat(40);
const at = instant(Date.UTC(2026, 10, 24, 12));
const hours = (count: number) => instant(at + count * 3_600_000);
const body = `A preview.\n\n${writePreviewMark({ head, at })}\n`;

describe("a preview", () => {
  test("stands for a day, whatever values do meanwhile", () => {
    expect(isFreshPreview(body, head, hours(23))).toBe(true);
    expect(isFreshPreview(body, head, hours(24))).toBe(false);
  });

  test("of another commit is old at once: a person changed the configuration", () => {
    expect(isFreshPreview(body, "b".repeat(40), hours(0))).toBe(false);
  });

  test.each(["", "<!-- optpass:preview head=x at=y -->", body.replace(/at=\S+/, "at=2026-99-99T00:00:00Z")])(
    "whose mark is missing or damaged is made anew: %j",
    (damaged) => {
      expect(isFreshPreview(damaged, head, hours(0))).toBe(false);
    },
  );
});
