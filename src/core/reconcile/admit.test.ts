import { describe, expect, test } from "vitest";
import { aPolicy } from "../../../test/support/builders/policy.ts";
import { type Action, instant, type Policy } from "../model/index.ts";
import { admit, failureDomain, type Ledger, type Urgency } from "./index.ts";

const open: Action = { kind: "open-pull-request", moveFrom: null };
const update: Action = { kind: "update-pull-request", number: 1, moveFrom: "c", why: "" };
const domain = failureDomain({ namespace: "payments" });
const empty: Ledger = { open: 0, openedLastHour: 0, inFlight: new Map() };
// A Tuesday, 09:30 in Berlin.
const now = instant(Date.UTC(2026, 10, 24, 8, 30));

function state(
  action: Action,
  ledger: Partial<Ledger> = {},
  policy: Partial<Policy> = {},
  urgency: Urgency = "none",
): string {
  const asking = { action, domains: [domain], urgency };
  return admit(asking, { ...empty, ...ledger }, aPolicy(policy), now)?.state ?? "go ahead";
}

describe("asking to write", () => {
  test.each([
    ["nothing in the way", {}, "go ahead"],
    ["three open", { open: 3 }, "too-many-open"],
    ["one opened within the hour", { openedLastHour: 1 }, "rate-limited"],
    ["one in flight in the namespace", { inFlight: new Map([[domain, 1]]) }, "in-flight"],
    ["one in flight in another cluster", { inFlight: new Map([["eu/payments", 1]]) }, "go ahead"],
  ] as const)("with %s: %s", (_, ledger, expected) => {
    expect(state(open, ledger)).toBe(expected);
    // Whatever is open is kept up to date, and what is urgent does not wait.
    expect(state(update, ledger)).toBe("go ahead");
    expect(state(open, ledger, {}, "safety")).toBe("go ahead");
    expect(state(open, ledger, {}, "asked")).toBe("go ahead");
  });

  test.each([
    ["three open", { open: 3 }, "go ahead"],
    ["four open", { open: 4 }, "go ahead"],
    ["five open", { open: 5 }, "too-many-open"],
    ["two opened within the hour", { openedLastHour: 2 }, "go ahead"],
    ["three opened within the hour", { openedLastHour: 3 }, "rate-limited"],
    ["nine in flight in the namespace", { inFlight: new Map([[domain, 9]]) }, "go ahead"],
  ] as const)("for safety, with an extra of two and %s: %s", (_, ledger, expected) => {
    expect(state(open, ledger, {}, "safety")).toBe(expected);
    expect(state(update, ledger, {}, "safety")).toBe("go ahead");
    expect(state(open, ledger, {}, "asked")).toBe("go ahead");
  });

  test("for safety, an extra of none leaves the limits of everything else", () => {
    const limits = { open: 3, openedAnHour: 1, extraForSafety: 0, inFlight: 1 };

    expect(state(open, { openedLastHour: 1 }, { limits }, "safety")).toBe("rate-limited");
    expect(state(open, { open: 3 }, { limits }, "safety")).toBe("too-many-open");
  });

  test("what safety opened beyond the limit keeps back what only saves", () => {
    expect(state(open, { open: 5 })).toBe("too-many-open");
  });

  test("for safety waits for no time and no freeze", () => {
    const freeze = { from: instant(now - 1), to: instant(now + 1), reason: "the sale" };
    const openDuring = { crons: ["0 0 1 1 *"], timeZone: "UTC" };

    expect(state(open, {}, { freezes: [freeze], openDuring }, "safety")).toBe("go ahead");
  });

  test.each([
    ["* 9-17 * * 1-5", "Europe/Berlin", "go ahead"],
    ["* 9-17 * * 1-5", "America/New_York", "awaiting-schedule"],
    ["* 9-17 * * 6,0", "Europe/Berlin", "awaiting-schedule"],
    ["no cron", "Europe/Berlin", "awaiting-schedule"],
    ["* * * * *", "Atlantis/Capital", "awaiting-schedule"],
  ])("during %s in %s: %s", (cron, timeZone, expected) => {
    const openDuring = { crons: [cron], timeZone };

    expect(state(open, {}, { openDuring })).toBe(expected);
    expect(state(update, {}, { openDuring })).toBe(expected);
  });

  test("says when the next time begins", () => {
    const openDuring = { crons: ["* 14 * * *"], timeZone: "Europe/Berlin" };
    const waiting = admit(
      { action: open, domains: [domain], urgency: "none" },
      empty,
      aPolicy({ openDuring }),
      now,
    );

    expect(waiting?.message).toContain("2026-11-24T13:00:00Z");
  });

  test("in a freeze waits until its end, which is not inside any more", () => {
    const freeze = { from: instant(now - 1), to: instant(now + 1), reason: "the sale" };

    expect(state(open, {}, { freezes: [freeze] })).toBe("frozen");
    expect(state(open, {}, { freezes: [{ ...freeze, to: now }] })).toBe("go ahead");
  });

  test("for a text or a closing never waits", () => {
    const close: Action = {
      ...{ kind: "close-pull-request", number: 1, reason: "superseded" },
      ...{ message: "", branch: null },
    };

    expect(state(close, { open: 9 }, { openDuring: { crons: [], timeZone: "UTC" } })).toBe("go ahead");
  });
});
