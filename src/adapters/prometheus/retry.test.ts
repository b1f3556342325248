import { expect, test } from "vitest";
import { retryAfterMillis } from "./retry.ts";

const now = Date.parse("2026-01-01T00:00:00Z");

test.each([
  [null, 0],
  ["0", 0],
  ["120", 120_000],
  ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
  ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
  ["soon", 0],
  ["-5", 0],
  ["1e9", 0],
])("Retry-After %j is %d ms", (header, millis) => {
  expect(retryAfterMillis(header, now)).toBe(millis);
});
