import { expect, test } from "vitest";
import { UsageError } from "../usage-error.ts";
import { readNewValues } from "./new-values.ts";
import { readTarget } from "./target.ts";

test.each([
  ["cart", { name: "cart" }],
  ["deployment/cart", { kind: "deployment", name: "cart" }],
  ["shop/Deployment/cart", { namespace: "shop", kind: "Deployment", name: "cart" }],
  ["shop/Deployment/cart/proxy", { namespace: "shop", kind: "Deployment", name: "cart", container: "proxy" }],
  ["/Deployment/cart/proxy", { kind: "Deployment", name: "cart", container: "proxy" }],
  [
    '{"namespace":null,"kind":"Deployment","name":"cart","container":"proxy"}',
    { kind: "Deployment", name: "cart", container: "proxy" },
  ],
])("the target %s is read", (text, expected) => {
  expect(readTarget(text, undefined)).toEqual(expected);
});

test("the container may be named beside the target, but not another one", () => {
  expect(readTarget("cart", "proxy")).toEqual({ name: "cart", container: "proxy" });
  expect(readTarget("a/b/cart/proxy", "proxy")).toMatchObject({ container: "proxy" });
  expect(() => readTarget("a/b/cart/proxy", "cart")).toThrow("names the container proxy, --container cart");
});

test.each(["", "/", "a/", "a/b/c/d/e", "a/b//d", "{", "{}", '{"name":1}'])(
  "the target %j is refused",
  (text) => {
    expect(() => readTarget(text, undefined)).toThrow(UsageError);
  },
);

test("new values are read", () => {
  expect(readNewValues(["requests.cpu=300m", "limits.memory=1Gi", "maxReplicas=8"])).toEqual({
    settings: [
      { setting: "requests.cpu", value: "300m" },
      { setting: "limits.memory", value: "1Gi" },
    ],
    counts: [{ count: "maxReplicas", value: "8" }],
  });
});

test.each([
  ["cpu=300m", "one of requests.cpu"],
  ["requests.cpu", "one of requests.cpu"],
  ["=1", "one of requests.cpu"],
  ["requests.cpu=", "requests.cpu"],
  ["requests.cpu=lots", "requests.cpu"],
  ["requests.cpu=1; rm -rf /", "requests.cpu"],
  ["replicas=2Gi", "replicas"],
  ["maxReplicas=0", "maxReplicas"],
  ["pollingInterval=9999999999", "pollingInterval"],
])("the new value %j is refused", (text, words) => {
  expect(() => readNewValues([text])).toThrow(UsageError);
  expect(() => readNewValues([text])).toThrow(words);
});

test("two values for one setting are refused", () => {
  expect(() => readNewValues(["requests.cpu=1", "requests.cpu=2"])).toThrow("more than one value");
});
