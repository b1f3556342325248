import { describe, expect, it } from "vitest";
import { type Behavior, type ScalingPolicy, withDefaults } from "./behavior.ts";
import { chooseProposal } from "./choose-proposal.ts";
import { BehaviorPath, controllerOf, LegacyPath } from "./controller.ts";

const now = 100_000;
const pods = (value: number, periodSeconds = 60): ScalingPolicy => ({ type: "Pods", value, periodSeconds });
const percent = (value: number, periodSeconds = 60): ScalingPolicy => ({
  type: "Percent",
  value,
  periodSeconds,
});
const up = (...policies: ScalingPolicy[]): Behavior => withDefaults({ scaleUp: { policies } });
const down = (...policies: ScalingPolicy[]): Behavior =>
  withDefaults({ scaleDown: { policies, stabilizationWindowSeconds: 0 } });

describe("the older path", () => {
  it.each([
    ["within its bounds goes to what is wanted", { min: 3, max: 8 }, 5, 7, 7],
    ["stops at min", { min: 2, max: 10 }, 3, 1, 2],
    ["stops at max", { min: 1, max: 10 }, 20, 1000, 10],
    ["doubles at most", { min: 1, max: 2000 }, 3, 1000, 6],
    ["reaches four from one", { min: 1, max: 2000 }, 1, 1000, 4],
  ])("%s", (_, bounds, current, wanted, replicas) => {
    expect(new LegacyPath(bounds).normalise(now, current, wanted)).toBe(replicas);
  });

  it.each([
    [
      "takes the highest wish of five minutes",
      [
        [120, 4],
        [60, 5],
      ],
      5,
    ],
    [
      "forgets what is older",
      [
        [600, 4],
        [540, 5],
      ],
      3,
    ],
    ["keeps a wish of just five minutes ago", [[300, 4]], 4],
    [
      "takes the recent one of both",
      [
        [600, 9],
        [60, 5],
      ],
      5,
    ],
  ])("%s", (_, wishes, replicas) => {
    const path = new LegacyPath({ min: 1, max: 100 });
    for (const [age = 0, wanted = 0] of wishes) path.remember(now - age, wanted);
    expect(path.normalise(now, 10, 3)).toBe(replicas);
  });
});

describe("the path of a behavior", () => {
  const bounds = { min: 1, max: 1000 };

  it.each([
    ["doubles or adds four by default", withDefaults({}), 10, 50, 20],
    ["takes the policy that adds most", up(pods(100), percent(100)), 10, 500, 110],
    ["adds a percentage", up(percent(200)), 10, 500, 30],
    ["takes the policy that removes most", down(pods(20), percent(1)), 100, 2, 80],
    ["removes pods where a percentage is less", down(pods(2), percent(1)), 100, 2, 98],
    ["rounds a percentage of what stays down", down(percent(50)), 5, 1, 2],
  ])("%s", (_, behavior, current, wanted, replicas) => {
    expect(new BehaviorPath(bounds, behavior).normalise(now, current, wanted)).toBe(replicas);
  });

  it.each([
    ["up", withDefaults({ scaleUp: { policies: [pods(2), percent(50)], selectPolicy: "Min" } }), 1, 9, 2],
    [
      "down",
      withDefaults({
        scaleDown: {
          policies: [pods(2), percent(50)],
          selectPolicy: "Min",
          stabilizationWindowSeconds: 0,
        },
      }),
      5,
      1,
      3,
    ],
    ["not at all", withDefaults({ scaleUp: { selectPolicy: "Disabled" } }), 5, 9, 5],
  ])("takes the policy that changes least where that is asked: %s", (_, behavior, current, wanted, to) => {
    expect(new BehaviorPath(bounds, behavior).normalise(now, current, wanted)).toBe(to);
  });

  it.each([
    ["pods over the period are used up", up(pods(5, 120)), 100],
    ["more pods than were added", up(pods(150, 120)), 235],
    ["a percentage of what was there before", up(percent(200, 120)), 255],
  ])("counts what was added within the period: %s", (_, behavior, replicas) => {
    const path = new BehaviorPath(bounds, behavior);
    for (const added of [1, 5, 9]) path.scaled(now - 60, added);
    expect(path.normalise(now, 100, 500)).toBe(replicas);
  });

  it("forgets what was added a whole period ago", () => {
    const path = new BehaviorPath(bounds, up(pods(5, 120)));
    path.scaled(now - 120, 5);
    expect(path.normalise(now, 100, 500)).toBe(105);
  });

  it("counts both directions", () => {
    const path = new BehaviorPath(bounds, up(percent(300, 300)));
    path.scaled(now - 60, 4);
    path.scaled(now - 30, -2);
    expect(path.normalise(now, 6, 500)).toBe(16);
  });

  it.each([
    ["waits before it scales down", 0, 180, [4, 5], 100, 3, 5],
    ["waits before it scales up", 300, 0, [4, 5], 1, 7, 4],
    ["on both sides stays down", 300, 300, [3], 2, 1, 2],
    ["on both sides stays up", 300, 300, [1], 2, 3, 2],
  ])("%s", (_, upWindow, downWindow, wishes, current, wanted, replicas) => {
    const behavior = withDefaults({
      scaleUp: { stabilizationWindowSeconds: upWindow, policies: [percent(1000)] },
      scaleDown: { stabilizationWindowSeconds: downWindow, policies: [percent(100)] },
    });
    const path = new BehaviorPath(bounds, behavior);
    for (const [index, wish] of wishes.entries()) path.remember(now - 120 + 60 * index, wish);
    expect(path.normalise(now, current, wanted)).toBe(replicas);
  });
});

describe("a look of the controller", () => {
  it.each([
    ["above max goes to max, whatever is wanted", { min: 2, max: 5 }, 9, null, 5],
    ["below min goes to min at once", { min: 8, max: 9 }, 1, null, 8],
    ["scaled to nothing by hand stays there", { min: 2, max: 5 }, 0, 3, 0],
    ["without a valid metric stays", { min: 2, max: 5 }, 3, null, 3],
  ])("%s", (_, bounds, current, wanted, replicas) => {
    expect(controllerOf(bounds, null).tick(now, current, wanted)).toBe(replicas);
  });

  it("counts replicas that it first saw as wished, so that it does not scale down at once", () => {
    const controller = controllerOf({ min: 1, max: 9 }, null);
    expect(controller.tick(now, 6, 2)).toBe(6);
    expect(controller.tick(now + 315, 6, 2)).toBe(2);
  });

  it("doubles again at the next look without a behavior, and waits for the period with one", () => {
    const free = controllerOf({ min: 1, max: 100 }, null);
    expect([free.tick(now, 5, 90), free.tick(now + 15, 10, 90)]).toEqual([10, 20]);
    const counted = controllerOf({ min: 1, max: 100 }, up(percent(100, 60)));
    expect([counted.tick(now, 5, 90), counted.tick(now + 15, 10, 90)]).toEqual([10, 10]);
  });
});

describe("several metrics", () => {
  it.each([
    ["the highest counts", [3, 7, 5], 4, 7],
    ["one that fails does not stop the way up", [null, 7], 4, 7],
    ["one that fails stops the way down", [null, 2], 4, null],
    ["none of them says nothing", [null, null], 4, null],
  ])("%s", (_, proposals, current, wanted) => {
    expect(chooseProposal(proposals, current)).toBe(wanted);
  });
});
