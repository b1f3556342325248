// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the syntax that Flux fills in.
import { describe, expect, inject, test } from "vitest";
import { fluxKustomization, fluxSystem } from "../../test/fixtures/manifests/deployments-of.ts";
import { repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { programRenderer } from "../adapters/render/index.ts";
import { type Located, type LocatedCount, planEdits } from "../core/manifests/index.ts";
import { explainRefusal } from "../core/model/index.ts";
import { locateSettings } from "./locate-settings.ts";
import { proveEdits } from "./prove-edits.ts";

const { kubectl } = inject("tools");
const renderer = programRenderer({ kubectl: kubectl ?? "kubectl" });

const web = (replicas: string, cpu = "100m"): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: ${replicas}\n  template:\n    spec:\n      containers:\n      - name: app\n        image: x\n        resources: {requests: {cpu: "${cpu}"}}\n`;

const scaler =
  "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n  maxReplicas: ${MOST:=5}\n";

/** Environments that deploy one base, each with its variables, as lines of `postBuild`. */
function tree(manifest: string, variables: Readonly<Record<string, string>>): Record<string, string> {
  const environments = Object.entries(variables).map(([name, lines]) => [
    `flux/${name}.yaml`,
    fluxKustomization(
      name,
      `  path: base\n  targetNamespace: ${name}\n  postBuild:\n    substitute:\n${lines}`,
    ),
  ]);
  return {
    "flux/source.yaml": fluxSystem,
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": manifest,
    ...Object.fromEntries(environments),
  };
}

function countOf({ counts }: Located, environment: string, name: LocatedCount["count"]): LocatedCount {
  const found = counts.find((one) => one.environment.name === environment && one.count === name);
  if (found === undefined) throw new Error(`${environment} has no ${name}`);
  return found;
}

/** Changes one count: the texts that change, and what kubectl's renders show to be changed by that. */
async function change(
  texts: Record<string, string>,
  environment: string,
  { name = "replicas", value }: { readonly name?: LocatedCount["count"]; readonly value: string },
) {
  const located = await locateSettings(repositoryOf(texts), renderer);
  const count = countOf(located, environment, name);
  const plan = planEdits(located, [], [{ count, value }]);
  if (!plan.ok) throw new Error(explainRefusal(plan.error));
  const proof = await proveEdits(located, renderer, plan.value);
  if (!proof.ok) throw new Error(explainRefusal(proof.error));
  expect(proof.value.unrendered).toEqual([]);
  return {
    was: count.raw,
    files: Object.fromEntries(proof.value.changes.map(({ path, after }) => [path, after])),
    fields: Object.fromEntries(proof.value.rendered.map((one) => [one.environment, one.fields])),
  };
}

describe.skipIf(kubectl === null)("a count that is written with a variable", () => {
  test("is changed where the variable is set", async () => {
    const texts = tree(web("${REPLICAS:=1}"), {
      staging: '      REPLICAS: "2"\n',
      production: "      ZONE: eu\n",
    });

    expect(await change(texts, "staging", { value: "3" })).toEqual({
      was: "2",
      files: { "flux/staging.yaml": texts["flux/staging.yaml"]?.replace('"2"', '"3"') },
      fields: { staging: ["Deployment staging/web replicas = 3"] },
    });
  });

  test("and has a default that two environments share, sets the variable for the one, as a text", async () => {
    const texts = tree(web("${REPLICAS:=1}"), {
      staging: "      ZONE: us\n",
      production: "      ZONE: eu\n",
    });

    expect(await change(texts, "production", { value: "4" })).toEqual({
      was: "1",
      files: { "flux/production.yaml": `${texts["flux/production.yaml"]?.trimEnd()}\n      REPLICAS: "4"\n` },
      fields: { production: ["Deployment production/web replicas = 4"] },
    });
  });

  test("and has a default that nothing else reads, gets another default", async () => {
    const texts = tree(web("${REPLICAS:=1}"), { shop: "      ZONE: us\n" });

    expect((await change(texts, "base", { value: "4" })).files).toEqual({
      "base/web.yaml": web("${REPLICAS:=4}"),
    });
  });

  test("may be a bound of an autoscaler", async () => {
    const texts = tree(`${web("1")}---\n${scaler}`, { shop: '      MOST: "9"\n' });

    expect(await change(texts, "base", { name: "maxReplicas", value: "12" })).toEqual({
      was: "9",
      files: { "flux/shop.yaml": texts["flux/shop.yaml"]?.replace('"9"', '"12"') },
      fields: { base: ["HorizontalPodAutoscaler shop/web maxReplicas = 12"] },
    });
  });

  test("leaves a variable alone that a setting reads, too", async () => {
    const texts = tree(web("${N}", "${N}"), { shop: '      N: "2"\n' });
    const { place } = countOf(await locateSettings(repositoryOf(texts), renderer), "base", "replicas");

    expect(place.ok && place.value.edit.kind).toBe("new-patch");
  });

  test("whose variable says no number is refused, with what it says", async () => {
    const texts = tree(web("${REPLICAS}"), { shop: "      REPLICAS: many\n" });
    const { raw, place } = countOf(await locateSettings(repositoryOf(texts), renderer), "base", "replicas");

    expect([raw, place.ok ? null : place.error.code]).toEqual(["many", "impossible-count"]);
  });
});
