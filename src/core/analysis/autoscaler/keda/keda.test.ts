import { describe, expect, it } from "vitest";
import { activate } from "./activation.ts";
import { type Fallback, fallbackValue } from "./fallback.ts";
import { kedaScaler } from "./keda.ts";
import { triggerValue } from "./prometheus-trigger.ts";
import { kedaDefaults, type ScaledObject } from "./scaled-object.ts";

const now = 100_000;
const trigger = { threshold: 10, activationThreshold: 0, usesCachedMetrics: false };
const scaled = (given: Partial<ScaledObject>): ScaledObject => ({ ...kedaDefaults, trigger, ...given });
const on = { isActive: true, hasError: false };
const off = { isActive: false, hasError: false };
const broken = { isActive: false, hasError: true };
const scaleIn = { scaleIn: true, scaleOut: false };

describe("one poll", () => {
  it.each([
    ["after the cooldown everything stops", { min: 0 }, 10, off, 0],
    ["what is below min comes up to it", { min: 5 }, 1, off, 5],
    ["the first replica starts", { min: 0 }, 0, on, 1],
    ["idle is reached from any number", { min: 5, idle: 0 }, 10, off, 0],
    ["from idle it starts with min", { min: 5, idle: 0 }, 0, on, 5],
    ["nothing stops while scaling in is paused", { min: 0, paused: scaleIn }, 10, off, 10],
    ["nothing goes idle while scaling in is paused", { min: 5, idle: 0, paused: scaleIn }, 10, off, 10],
    [
      "nothing starts while scaling out is paused",
      { min: 0, paused: { scaleIn: false, scaleOut: true } },
      0,
      on,
      0,
    ],
    ["a trigger that fails stops nothing", { min: 0 }, 10, broken, 10],
    ["an active trigger above min changes nothing", { min: 2 }, 7, on, 7],
  ])("%s", (_, given, current, polled, replicas) => {
    const state = { current, createdAt: 0, lastActive: now - 301 };
    expect(activate(scaled(given), state, polled, now).replicas).toBe(replicas);
  });

  it("waits for the cooldown, counted from the last activity, or from the creation", () => {
    const within = { current: 3, createdAt: 0, lastActive: now - 299 };
    expect(activate(scaled({}), within, off, now).replicas).toBe(3);
    const never = { current: 3, createdAt: now - 10, lastActive: null };
    expect(activate(scaled({ initialCooldown: 60 }), never, off, now).replicas).toBe(3);
    expect(activate(scaled({ initialCooldown: 5 }), never, off, now).replicas).toBe(0);
  });

  it("an error beside an active trigger does not count as activity", () => {
    const state = { current: 3, createdAt: 0, lastActive: 7 };
    expect(activate(scaled({}), state, { isActive: true, hasError: true }, now).lastActive).toBe(7);
    expect(activate(scaled({}), state, on, now).lastActive).toBe(now);
  });
});

describe("the fallback", () => {
  const fallback: Fallback = { failureThreshold: 3, replicas: 10, behavior: "static" };
  const at = { target: 10, current: 4 };

  it.each([
    ["no value up to the threshold", fallback, 3, null],
    ["its replicas after it", fallback, 4, 100],
    ["no value for a threshold below nothing", { ...fallback, failureThreshold: -3 }, 9, null],
    ["the current ones", { ...fallback, behavior: "currentReplicas" }, 4, 40],
    ["the higher of both", { ...fallback, behavior: "currentReplicasIfHigher" }, 4, 100],
    ["the lower of both", { ...fallback, behavior: "currentReplicasIfLower" }, 4, 40],
  ] as const)("%s", (_, given, failures, value) => {
    expect(fallbackValue(given, failures, at)).toBe(value);
  });
});

describe("the Prometheus trigger", () => {
  it.each([
    ["one sample is the value", [3.5], true, 3.5],
    ["no sample is nothing where nulls are ignored", [], true, 0],
    ["no sample is an error otherwise", [], false, null],
    ["two samples are an error", [1, 2], true, null],
    ["NaN is nothing where nulls are ignored", [Number.NaN], true, 0],
    ["infinity is an error otherwise", [Infinity], false, null],
  ] as const)("%s", (_, samples, ignoresNull, value) => {
    expect(triggerValue(samples, ignoresNull)).toBe(value);
  });
});

describe("both loops together", () => {
  it("start at one, follow the demand, and stop from any number past the cooldown", () => {
    const keda = kedaScaler(scaled({}), now);
    const seen: number[] = [];
    let replicas = 0;
    for (let at = now; at < now + 1500; at += 15) {
      const demand = at < now + 60 ? 0 : at < now + 300 ? 80 : 0;
      replicas = keda.next(at, { replicas, ready: replicas, measured: replicas, usage: 0, demand });
      seen.push(replicas);
    }
    expect(seen[3]).toBe(0);
    expect(Math.max(...seen)).toBe(8);
    // The cooldown counts from the last poll that was active, at 270 seconds; the next poll after 570 is the one at 600.
    expect(seen[600 / 15 - 1]).toBeGreaterThan(0);
    expect(seen[600 / 15]).toBe(0);
    expect(seen.at(-1)).toBe(0);
  });

  it("scale to the fallback's replicas while the trigger fails", () => {
    const fallback: Fallback = { failureThreshold: 3, replicas: 6, behavior: "static" };
    const keda = kedaScaler(scaled({ fallback, min: 1 }), now);
    let replicas = 2;
    for (let at = now; at < now + 300; at += 15) {
      replicas = keda.next(at, { replicas, ready: replicas, measured: replicas, usage: 0, demand: null });
    }
    expect(replicas).toBe(6);
  });
});
