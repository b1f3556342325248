import { describe, expect, test } from "vitest";
import { quantity } from "../model/index.ts";
import { holdWithin } from "./value-bounds.ts";

const mebi = 2 ** 20;
const none = { floor: null, ceiling: null };

describe("bounds that people set for a value", () => {
  test("raise what is lower, and the limit beside it no less", () => {
    const held = holdWithin(
      [
        { setting: "requests.memory", amount: 100 * mebi },
        { setting: "limits.memory", amount: 100 * mebi },
      ],
      { "requests.memory": { ...none, floor: quantity("256Mi") } },
    );

    expect(held).toMatchObject({
      ok: true,
      value: {
        wanted: [
          { setting: "requests.memory", amount: 256 * mebi },
          { setting: "limits.memory", amount: 256 * mebi },
        ],
        bounds: [
          { id: "configuration", before: 100 * mebi, after: 256 * mebi, says: "never below 256Mi" },
          { id: "configuration", setting: "limits.memory", says: "not below the request" },
        ],
        reasons: ["requests.memory is never below 256Mi, as the configuration says."],
      },
    });
  });

  test("refuse what would have to be more, for less than it needs is no answer", () => {
    const held = holdWithin([{ setting: "requests.cpu", amount: 0.5 }], {
      "requests.cpu": { ...none, ceiling: quantity("250m") },
    });

    expect(held).toEqual({
      ok: false,
      error: { code: "above-ceiling", setting: "requests.cpu", wanted: "500m", ceiling: "250m" },
    });
  });

  test("refuse a limit that the floor of its request pushes above its ceiling", () => {
    const wanted = [
      { setting: "requests.memory", amount: mebi },
      { setting: "limits.memory", amount: mebi },
    ] as const;

    const held = holdWithin(wanted, {
      "requests.memory": { ...none, floor: quantity("64Mi") },
      "limits.memory": { ...none, ceiling: quantity("32Mi") },
    });

    expect(held).toMatchObject({ ok: false, error: { setting: "limits.memory", wanted: "64Mi" } });
  });

  test("leave what is within them, and what goes, as it is", () => {
    const wanted = [
      { setting: "requests.cpu", amount: 0.5 },
      { setting: "limits.cpu", amount: null },
    ] as const;

    const held = holdWithin(wanted, {
      "requests.cpu": { floor: quantity("100m"), ceiling: quantity("1") },
      "limits.cpu": { ...none, floor: quantity("2") },
    });

    expect(held).toMatchObject({ ok: true, value: { wanted, reasons: [] } });
  });
});
