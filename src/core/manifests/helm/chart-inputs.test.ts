import { expect, test } from "vitest";
import { repositoryOf } from "../../../../test/fixtures/manifests/kustomize-trees.ts";
import { filesToRender } from "../files-to-render.ts";
import { reachOf } from "../reach.ts";
import { surveyRepository } from "../survey.ts";

const chart = {
  "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
  "shop/values.yaml": "a: 1\n",
  "shop/values-production.yaml": "a: 2\n",
  "shop/values-staging.yaml": "a: 3\n",
  "shop/README.md": "text\n",
  "shop/templates/app.yaml": "kind: Deployment\nspec: {a: {{ .Values.a }}}\n",
};

function inputsOf(texts: Readonly<Record<string, string>>): readonly string[] {
  const survey = surveyRepository(repositoryOf({ ...chart, ...texts }));
  const environment = survey.environments.find(({ name }) => name.includes("production"));
  if (environment === undefined) throw new Error("there is no production");
  const reach = [...reachOf(survey, environment)].sort();
  expect([...filesToRender(survey, [environment]).files.keys()].sort()).toEqual(reach);
  return reach.map((path) => path.replace("shop/", ""));
}

const own = ["Chart.yaml", "templates/app.yaml", "values-production.yaml", "values.yaml"];

test("values of another environment beside a chart change nothing of this one", () => {
  expect(inputsOf({})).toEqual(own);
});

test.each([
  ["a template reads files", { "shop/templates/app.yaml": "a: {{ .Files.Get .Values.a }}\n" }],
  ["a template may read files", { "shop/templates/_a.tpl": '{{ index . "Files" }}\n' }],
  [
    "a value is a template that may",
    { "shop/values-production.yaml": "a: '{{ (.Files.Glob \"*\").AsConfig }}'\n" },
  ],
  [
    "a chart below may, called from a template of this one",
    {
      "shop/charts/lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.0.0\n",
      "shop/charts/lib/templates/_lib.tpl": '{{ define "lib" }}{{ .Files.Lines "x" }}{{ end }}\n',
    },
  ],
])("everything beside a chart counts where %s", (_, texts) => {
  expect(inputsOf(texts)).toEqual(expect.arrayContaining(["README.md", "values-staging.yaml"]));
});
