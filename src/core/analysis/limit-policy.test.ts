import { describe, expect, test } from "vitest";
import { quantity, type Settings } from "../model/index.ts";
import { limitFor } from "./limit-policy.ts";

const cpu = (request: string | null, limit: string | null): Settings => ({
  ...(request === null ? {} : { "requests.cpu": quantity(request) }),
  ...(limit === null ? {} : { "limits.cpu": quantity(limit) }),
});

function amountOf(resource: "cpu" | "memory", request: number, current: Settings): number | null {
  const limit = limitFor(resource, "ratio", request, current);
  return limit.ok ? (limit.value?.amount ?? null) : Number.NaN;
}

// The numbers of VPA's own tests of how a limit follows (pkg/utils/vpa/limit_and_request_scaling_test.go).
describe("a limit that keeps its ratio", () => {
  test.each([
    ["ten times the request", cpu("1", "10"), 2, 20],
    ["no limit stays none", cpu("1", null), 2, null],
    ["no request: the limit is the request", cpu(null, "1"), 2, 2],
  ])("%s", (_, current, request, expected) => {
    expect(amountOf("cpu", request, current)).toBe(expected);
  });

  test("a third less of memory", () => {
    const current = { "requests.memory": quantity("1500"), "limits.memory": quantity("2000") };
    expect(amountOf("memory", 1000, current)).toBeCloseTo(4000 / 3, 6);
  });

  test("of CPU comes down never, unlike there", () => {
    expect(amountOf("cpu", 0.5, cpu("1", "10"))).toBeNull();
  });
});

test("an equal limit that would have to come down is a refusal with the limit", () => {
  expect(limitFor("cpu", "equal", 0.5, cpu("1", "1"))).toEqual({
    ok: false,
    error: { code: "limit-never-lowered", setting: "limits.cpu", limit: "1" },
  });
});
