import { expect, test } from "vitest";
import { profileOf } from "./profile.ts";

function days(count: number) {
  const hours = {
    max: new Float32Array(24).fill(0.5),
    sum: new Float32Array(24).fill(900),
    seconds: new Float64Array(24).fill(3600),
  };
  return Array.from({ length: count }, (_, index) => ({ start: 20_000 + index, hours }));
}

test.each([
  [15, 1],
  [16, 2],
  [45, 3],
  [76, 6],
  [91, 8],
  [1000, 24],
])("a profile of %d days has steps of %d hours, of which each day has the same", (count, hours) => {
  const { stepSeconds, max } = profileOf(days(count));

  expect(stepSeconds).toBe(hours * 3600);
  expect(max).toHaveLength(count * (24 / hours));
});
