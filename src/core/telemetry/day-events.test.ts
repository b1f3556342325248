import { expect, test } from "vitest";
import type { InstantSample, Labels } from "../model/index.ts";
import { readKills, readRestarts, readThrottling } from "./day-events.ts";

const api = { pod: "api-1-a", container: "api" };

function sample(labels: Labels, value: number): InstantSample {
  return { labels: { ...api, ...labels }, value };
}

test("throttling counts over all lives of a container, but no life twice", () => {
  const throttled = [
    sample({ id: "1" }, 600),
    sample({ id: "2" }, 40),
    sample({ id: "2", job: "other" }, 40),
  ];
  const periods = [
    sample({ id: "1" }, 1000),
    sample({ id: "2" }, 1000),
    sample({ id: "2", job: "other" }, 990),
  ];

  expect(readThrottling(throttled, periods)).toEqual([{ ...api, throttled: 640, periods: 2000 }]);
});

test("restarts of a pod and of the one that replaced it under its name add up", () => {
  const samples = [sample({ uid: "a" }, 2), sample({ uid: "b" }, 1), sample({ uid: "b", job: "other" }, 1)];

  expect(readRestarts(samples)).toEqual([{ ...api, count: 3 }]);
});

test("a container that was killed is named once, in its cluster", () => {
  const samples = [sample({ cluster: "eu" }, 1), sample({ cluster: "eu", uid: "b" }, 1)];

  expect(readKills(samples)).toEqual([{ cluster: "eu", ...api }]);
});
