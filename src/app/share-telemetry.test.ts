import { expect, test } from "vitest";
import { duration, instant } from "../core/model/index.ts";
import type { Telemetry } from "../core/telemetry/index.ts";
import { shareTelemetry } from "./share-telemetry.ts";

function sharing(answers: readonly (Error | string)[]) {
  let asked = 0;
  let now = 0;
  const share = shareTelemetry({ now: () => instant(now) }, duration(10, "m"));
  const read = (name = "eu") =>
    share(name, async () => {
      const answer = answers[asked];
      asked += 1;
      if (answer instanceof Error) throw answer;
      return { product: answer } as Telemetry;
    });
  const pass = (minutes: number) => {
    now += minutes * 60_000;
  };
  return { read, pass, asked: () => asked };
}

test("passes that begin together share one reading, and later ones read anew", async () => {
  const { read, pass, asked } = sharing(["first", "second"]);

  const both = await Promise.all([read(), read()]);
  expect(both.map(({ product }) => product)).toEqual(["first", "first"]);
  pass(9);
  expect((await read()).product).toBe("first");
  pass(1);
  expect((await read()).product).toBe("second");
  expect(asked()).toBe(2);
});

test("another source or window is read for itself", async () => {
  const { read } = sharing(["first", "second"]);
  await read("eu");

  expect((await read("us")).product).toBe("second");
});

test("a reading that failed is tried again", async () => {
  const { read } = sharing([new Error("away"), "second"]);

  await expect(read()).rejects.toThrow("away");
  expect((await read()).product).toBe("second");
});
