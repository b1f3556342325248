import { describe, expect, test } from "vitest";
import { histogramOf } from "../../../test/support/builders/histogram.ts";
import { secondsIn } from "../model/index.ts";
import { classUsage, mostClasses } from "./class-usage.ts";

const used = (cores: number) => histogramOf([[cores, 3600]]);
const shapeOf = (classes: ReturnType<typeof classUsage>) =>
  classes.map(({ name, all }) => [name, secondsIn(all), all.max]);

describe("usage by the class of nodes", () => {
  const pods = new Map([
    ["p1", used(0.1)],
    ["p2", used(0.9)],
    ["p3", used(0.2)],
    ["p4", used(0.3)],
  ]);

  test("adds up the pods of each class, unknown nodes last", () => {
    const nodes = new Map([
      ["p1", "small"],
      ["p2", "large"],
      ["p4", "small"],
    ]);

    expect(shapeOf(classUsage(pods, (pod) => nodes.get(pod) ?? null))).toEqual([
      ["large", 3600, 0.9],
      ["small", 7200, 0.3],
      [null, 3600, 0.2],
    ]);
  });

  test("is none where no class is known, or where there are too many to say anything", () => {
    const many = new Map(Array.from({ length: mostClasses + 1 }, (_, index) => [`p${index}`, used(0.1)]));

    expect(classUsage(pods, () => null)).toEqual([]);
    expect(classUsage(many, (pod) => pod)).toEqual([]);
  });

  test("leaves out pods without a sample", () => {
    const empty = new Map([...pods, ["p5", histogramOf([])]]);

    expect(classUsage(empty, (pod) => (pod === "p5" ? "large" : "small"))).toHaveLength(1);
  });
});
