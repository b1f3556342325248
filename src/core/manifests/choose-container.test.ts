import { expect, test } from "vitest";
import type { RepositoryFiles } from "../model/index.ts";
import { assembleLocated } from "./assemble-located.ts";
import { chooseContainer } from "./choose-container.ts";
import { surveyRepository } from "./survey.ts";
import { traceRaw } from "./trace-raw.ts";

function deployment(name: string, namespace: string | null, ...containers: readonly string[]): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}${namespace === null ? "" : `, namespace: ${namespace}`}}
spec: {template: {spec: {containers: [${containers.map((one) => `{name: ${one}, image: x}`).join(", ")}]}}}
`;
}

function locate(files: Readonly<Record<string, string>>) {
  const repository: RepositoryFiles = {
    origin: "here",
    files: new Map(Object.entries(files).map(([path, text]) => [path, { kind: "text", text }])),
  };
  const survey = surveyRepository(repository);
  const traces = survey.environments.map((environment) => traceRaw(survey, environment));
  return assembleLocated(survey, traces, [], []);
}

const located = locate({
  "eu/shop.yaml": deployment("cart", "shop", "cart", "proxy"),
  "us/shop.yaml": deployment("cart", "shop", "cart"),
  "us/any.yaml": deployment("report", null, "report"),
});

test.each([
  ["a name that only one has", { name: "report" }, "us report"],
  ["a kind in small letters", { kind: "deployment", name: "report" }, "us report"],
  ["a namespace, where the manifest has none", { namespace: "batch", name: "report" }, "us report"],
  ["a container that only one has", { name: "cart", container: "proxy" }, "eu proxy"],
  ["an environment", { name: "cart", environment: "us" }, "us cart"],
])("%s is enough to tell which container is meant", (_, choice, expected) => {
  const found = chooseContainer(located, choice);
  expect(found.ok ? `${found.value.environment.name} ${found.value.container}` : found.error).toBe(expected);
});

test("where two environments fit, both are named instead of one being guessed", () => {
  expect(chooseContainer(located, { name: "cart", container: "cart" })).toEqual({
    ok: false,
    error: { code: "ambiguous-location", places: ["eu", "us"] },
  });
});

test("where two containers of one environment fit, both are named", () => {
  expect(chooseContainer(located, { name: "cart", environment: "eu" })).toEqual({
    ok: false,
    error: {
      code: "ambiguous-target",
      containers: ["shop/Deployment cart, container cart", "shop/Deployment cart, container proxy"],
    },
  });
});

test("what is not there is not found", () => {
  expect(chooseContainer(located, { name: "nothing" })).toEqual({
    ok: false,
    error: { code: "not-in-repository", origin: "here" },
  });
  expect(chooseContainer(located, { namespace: "other", name: "cart" })).toMatchObject({ ok: false });
});

test("a file that cannot be read and mentions it is the reason", () => {
  const broken = locate({ "a.yaml": `${deployment("cart", "shop", "cart")}spec: {}\n` });
  expect(chooseContainer(broken, { name: "cart" })).toMatchObject({
    ok: false,
    error: { code: "malformed-file" },
  });
});
