import { expect, test } from "vitest";
import { type ChartEnvironment, type Environment, isChosen, namespaceIn } from "./environment.ts";

function chart(namespace: string | null): ChartEnvironment {
  const source = { chart: "charts/api", releaseName: "api", namespace, values: [], parameters: [] };
  return { name: "api", kind: "chart", path: "charts/api", source, declaredBy: [] };
}

function built(...namespaces: readonly (string | null)[]): Environment {
  const declaredBy = namespaces.map((namespace) => {
    return {
      kind: "argocd-application",
      name: "a",
      file: "a.yaml",
      line: 1,
      cluster: null,
      namespace,
    } as const;
  });
  return { name: "apps/api", kind: "raw", path: "apps/api", declaredBy };
}

test.each([
  ["what an object names counts", built("other"), "shop", "shop"],
  ["what names none is where its only deployment puts it", built("shop"), null, "shop"],
  ["two deployments to one namespace agree", built("shop", "shop"), null, "shop"],
  ["two deployments to two namespaces do not", built("shop", "shop-eu"), null, null],
  ["without a deployment it is not known", built(), null, null],
  ["a chart's objects are in its release's namespace", chart("shop"), null, "shop"],
  ["helm's default is no namespace that anyone chose", chart(null), "default", null],
  ["a release may be deployed to the default namespace", chart("default"), "default", "default"],
] as const)("%s", (_, environment, object, expected) => {
  expect(namespaceIn(environment, object)).toBe(expected);
});

test.each([
  [undefined, true],
  ["apps/api", true],
  ["./apps/api/", true],
  ["apps", true],
  ["api", true],
  ["app", false],
  ["apps/api/x", false],
])("the choice %j of apps/api is %s", (choice, expected) => {
  expect(isChosen(built(), choice)).toBe(expected);
});

test("a name that is no directory is chosen as it is", () => {
  const environment = { ...chart(null), name: "api with values-prod.yaml" };
  expect(isChosen(environment, "api with values-prod.yaml")).toBe(true);
  expect(isChosen(environment, "values-prod.yaml")).toBe(false);
});
