import { expect, test } from "vitest";
import { noOwners } from "./known-owners.ts";
import type { NodeSize } from "./node-classes.ts";
import { joinClasses, nodesOfPlaces } from "./places.ts";

const node = (name: string, type: string, cluster?: string): NodeSize => {
  const size = { node: name, type, cores: null, bytes: null };
  return cluster === undefined ? size : { cluster, ...size };
};

const owners = {
  ...noOwners,
  places: [
    { pod: "agent-a", node: "one" },
    { pod: "agent-b", node: "two" },
    { cluster: "east", pod: "agent-a", node: "one" },
  ],
};

test("a pod is of the class that its node was of on that day", () => {
  const days = new Map([
    [1, [node("one", "m5.large"), node("one", "m5.xlarge", "east")]],
    [2, [node("one", "m5.2xlarge")]],
  ]);

  const classesIn = joinClasses(owners, days);

  expect([1, 2, 3].map((day) => classesIn(undefined)("agent-a", day))).toEqual([
    "m5.large",
    "m5.2xlarge",
    null,
  ]);
  expect(classesIn("east")("agent-a", 1)).toBe("m5.xlarge");
  expect(classesIn(undefined)("agent-b", 1)).toBeNull();
  expect(classesIn(undefined)("elsewhere", 1)).toBeNull();
});

test("only nodes that ran a pod are kept, by what all passes saw of the day", () => {
  const known = new Map([[1, [node("one", "m5.large"), node("three", "m5.large")]]]);
  const fresh = new Map([
    [1, [node("two", "m5.large")]],
    [2, [node("one", "m5.large")]],
  ]);

  const nodes = nodesOfPlaces(owners, known, fresh);

  expect([...nodes].map(([day, sizes]) => [day, sizes.map((one) => one.node)])).toEqual([
    [1, ["one", "two"]],
    [2, ["one"]],
  ]);
});
