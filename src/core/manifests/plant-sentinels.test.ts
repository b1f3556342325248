import { expect, test } from "vitest";
import { repositoryOf } from "../../../test/fixtures/manifests/kustomize-trees.ts";
import { deployment } from "../../../test/fixtures/manifests/locate-raw.ts";
import { plantSentinels } from "./plant-sentinels.ts";
import { surveyRepository } from "./survey.ts";

const app = deployment(
  "      - name: app\n        image: x\n        resources:\n          requests:\n            cpu: 100m\n",
);

function plantedIn(texts: Record<string, string>, directory: string): Record<string, string> {
  const survey = surveyRepository(repositoryOf(texts));
  const environment = survey.environments.find(({ path }) => path === directory);
  if (environment === undefined) throw new Error(`there is no environment ${directory}`);
  return Object.fromEntries(plantSentinels(survey, environment).overlay);
}

const inline =
  "resources: [app.yaml]\npatches:\n- patch: |-\n    kind: Deployment\n    metadata: {name: api}\n    spec: {template: {spec: {containers: [{name: app, resources: {limits: {cpu: 1}}}]}}}\n  target: {kind: Deployment}\n";
const one = { "b/kustomization.yaml": inline, "b/app.yaml": app };

test("what an environment does not read changes no byte of what is planted in it", () => {
  const before = plantedIn(one, "b");
  const others = { "a/kustomization.yaml": inline, "a/app.yaml": app, "c/plain.yaml": app };

  expect(plantedIn({ ...others, ...one }, "b")).toEqual(before);
  expect(Object.keys(before).sort()).toEqual(["b/app.yaml", "b/kustomization.yaml"]);
});

test("counts are numbered with the rest of what the environment reads", () => {
  const texts = {
    "b/kustomization.yaml": "resources: [app.yaml]\n",
    "b/app.yaml": app.replace("spec:\n", "spec:\n  replicas: 3\n"),
  };

  const planted = plantedIn({ "a/kustomization.yaml": inline, "a/app.yaml": app, ...texts }, "b");

  expect(planted).toEqual(plantedIn(texts, "b"));
  expect(planted["b/app.yaml"]).toMatch(/^ {2}replicas: 20000000\d\d$/m);
  expect(planted["b/app.yaml"]).toMatch(/^ {2}"optpass-(\d+)": ""\n {2}"optpass-last": "optpass-\1"$/m);
});

test("every slot has a sentinel of its own, also where two environments read the same file", () => {
  const texts = {
    ...one,
    "o/kustomization.yaml": "resources: [../b]\npatches: [{path: p.yaml}]\n",
    "o/p.yaml": app,
  };

  const planted = Object.values(plantedIn(texts, "o")).join("\n");

  const sentinels = planted.match(/7\d{8}m|"optpass-\d+": ""/g) ?? [];
  expect(new Set(sentinels).size).toBe(sentinels.length);
  expect(planted.match(/7\d{8}m/g)).toHaveLength(3);
});
