import { expect, test } from "vitest";
import { repositoryOf } from "../../../test/fixtures/manifests/kustomize-trees.ts";
import { deployment } from "../../../test/fixtures/manifests/locate-raw.ts";
import { surveyRepository } from "./survey.ts";

const app = deployment("      - name: app\n        image: x\n");

function application(path: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${path}}
spec:
  destination: {namespace: ${path}}
  source: {repoURL: https://github.com/acme/infra, path: ${path}}
`;
}

const two = {
  "cart/kustomization.yaml": "resources: [app.yaml]\n",
  "cart/app.yaml": app,
  "search/kustomization.yaml": "resources: [app.yaml]\n",
  "search/app.yaml": app,
  "argocd/cart.yaml": application("cart"),
};
const both = { ...two, "argocd/search.yaml": application("search") };

function environmentsOf(texts: Readonly<Record<string, string>>): readonly string[] {
  return surveyRepository(repositoryOf(texts)).environments.map(({ name }) => name);
}

test("a kustomization that only names others, each deployed by itself, is no environment of its own", () => {
  expect(environmentsOf({ ...both, "all/kustomization.yaml": "resources: [../cart, ../search]\n" })).toEqual([
    "cart",
    "search",
  ]);
});

test.each([
  ["that names one that nothing else deploys", two, "resources: [../cart, ../search]\n"],
  ["that changes something", both, "resources: [../cart, ../search]\npatches: [{path: p.yaml}]\n"],
  ["that renames something", both, "namePrefix: p-\nresources: [../cart, ../search]\n"],
  ["with a workload of its own", both, "resources: [../cart, ../search, own.yaml]\n"],
])("a kustomization %s is one", (_, texts, kustomization) => {
  const files = { ...texts, "all/kustomization.yaml": kustomization, "all/own.yaml": app, "all/p.yaml": app };

  expect(environmentsOf(files)).toContain("all");
});
