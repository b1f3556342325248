import { expect, test } from "vitest";
import { duration, instant } from "../core/model/index.ts";
import type { Telemetry } from "../core/telemetry/index.ts";
import { defaultPolicy } from "./default-policy.ts";
import { shareTelemetry } from "./share-telemetry.ts";

function sharing(answers: readonly (Error | string)[]) {
  let asked = 0;
  let now = 0;
  const read = shareTelemetry(
    async () => {
      const answer = answers[asked];
      asked += 1;
      if (answer instanceof Error) throw answer;
      return { product: answer } as Telemetry;
    },
    { now: () => instant(now) },
    duration(10, "m"),
  );
  const pass = (minutes: number) => {
    now += minutes * 60_000;
  };
  return { read, pass, asked: () => asked };
}

test("passes that begin together share one reading, and later ones read anew", async () => {
  const { read, pass, asked } = sharing(["first", "second"]);

  const both = await Promise.all([read(defaultPolicy), read(defaultPolicy)]);
  expect(both.map(({ product }) => product)).toEqual(["first", "first"]);
  pass(9);
  expect((await read(defaultPolicy)).product).toBe("first");
  pass(1);
  expect((await read(defaultPolicy)).product).toBe("second");
  expect(asked()).toBe(2);
});

test("another source or window is read for itself", async () => {
  const { read } = sharing(["first", "second", "third"]);
  await read(defaultPolicy);

  expect((await read({ ...defaultPolicy, source: "eu" })).product).toBe("second");
  expect((await read({ ...defaultPolicy, window: duration(7, "d") })).product).toBe("third");
});

test("a reading that failed is tried again", async () => {
  const { read } = sharing([new Error("away"), "second"]);

  await expect(read(defaultPolicy)).rejects.toThrow("away");
  expect((await read(defaultPolicy)).product).toBe("second");
});
