import { expect, test } from "vitest";
import type { RecordedSetting, SettingName } from "../model/index.ts";
import { inverseOf } from "./inverse.ts";

const changed = (setting: SettingName, from: string | null, to: string | null): RecordedSetting => ({
  ...{ container: "api", setting, file: "api.yaml", path: setting, from, to },
});
const cpu = changed("requests.cpu", "1", "230m");
const limit = changed("limits.cpu", "2", "500m");

const todayOf = (values: Partial<Record<SettingName, string | null>>) => (one: RecordedSetting) => {
  const text = values[one.setting];
  return text === undefined ? null : { text };
};

test("values that still hold go back, however they are written", () => {
  const { back, stays } = inverseOf([cpu, limit], todayOf({ "requests.cpu": "0.23", "limits.cpu": "500m" }));
  expect(back).toEqual([
    { ...cpu, from: "230m", to: "1" },
    { ...limit, from: "500m", to: "2" },
  ]);
  expect(stays).toEqual([]);
});

test("what was added goes, and what was taken out comes back", () => {
  const added = changed("requests.cpu", null, "230m");
  const removed = changed("limits.cpu", "2", null);
  const { back } = inverseOf([added, removed], todayOf({ "requests.cpu": "230m", "limits.cpu": null }));
  expect(back.map(({ from, to }) => [from, to])).toEqual([
    ["230m", null],
    [null, "2"],
  ]);
});

test.each([
  ["moved", "300m"],
  ["back", "1000m"],
] as const)("a value that is %s stays", (why, today) => {
  expect(inverseOf([cpu], todayOf({ "requests.cpu": today }))).toEqual({
    back: [],
    stays: [{ setting: cpu, why, today }],
  });
});

test("a value that nobody finds stays", () => {
  expect(inverseOf([cpu], todayOf({})).stays).toEqual([{ setting: cpu, why: "unknown", today: null }]);
});

test("a request does not go back above a limit that somebody lowered", () => {
  const { back, stays } = inverseOf([cpu, limit], todayOf({ "requests.cpu": "230m", "limits.cpu": "700m" }));
  expect(back).toEqual([]);
  expect(stays.map(({ setting, why }) => [setting.setting, why])).toEqual([
    ["limits.cpu", "moved"],
    ["requests.cpu", "pair"],
  ]);
});
