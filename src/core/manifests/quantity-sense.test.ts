import { expect, test } from "vitest";
import { sensibleQuantity } from "./quantity-sense.ts";

test.each([
  ["requests.memory", "200m"],
  ["limits.memory", "512"],
  ["limits.memory", "1gb"],
  ["limits.memory", "-1Gi"],
  ["requests.cpu", "10Mi"],
  ["requests.cpu", "1Ki"],
  ["limits.cpu", "500000"],
  ["limits.cpu", "half"],
] as const)("%s of %s is nothing that a container can mean", (setting, text) => {
  expect(sensibleQuantity(setting, text)).toBeNull();
});

test.each([
  ["requests.memory", "64Mi"],
  ["limits.memory", "1e9"],
  ["limits.memory", "0"],
  ["limits.memory", "536870912000m"],
  ["requests.cpu", "0"],
  ["requests.cpu", "1m"],
  ["limits.cpu", "192"],
] as const)("%s of %s is taken as it is", (setting, text) => {
  expect(sensibleQuantity(setting, text)?.text).toBe(text);
});
