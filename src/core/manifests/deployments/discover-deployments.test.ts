import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  application,
  discover,
  fluxKustomization,
  fluxSystem,
  helmRelease,
  ofKind,
  only,
  problemsOf,
  sourcesOf,
  valuesOf,
  workload,
} from "../../../../test/fixtures/manifests/deployments-of.ts";
import { runs } from "../../../../test/support/properties/sweep.ts";

const ids = (files: Readonly<Record<string, string>>): readonly string[] =>
  discover(files).deployments.map(({ id }) => id);

const deploys = (name: string, path: string, more = ""): string =>
  application(name, `  source: {repoURL: https://github.com/acme/infra, path: ${path}${more}}\n`);

const remoteChart = "  chart: {spec: {chart: api, sourceRef: {kind: HelmRepository, name: charts}}}\n";

describe("what nothing declares", () => {
  test("is guessed: kustomizations that no other includes, and folders of manifests", () => {
    const found = discover({
      "base/kustomization.yaml": "resources: [app.yaml]\n",
      "base/app.yaml": workload,
      "prod/kustomization.yaml": "namespace: shop\nresources: [../base]\n",
      "raw/app.yaml": workload,
    });

    expect(
      found.deployments.map(({ id, certainty, destination }) => [id, certainty, destination.namespace]),
    ).toEqual([
      ["kustomization prod/kustomization.yaml prod", "guessed", "shop"],
      ["raw raw/app.yaml raw", "guessed", null],
    ]);
  });
});

describe("what is declared", () => {
  test("hides the same folder as a guess", () => {
    const files = {
      "argocd/a.yaml": deploys("a", "prod"),
      "argocd/b.yaml": deploys("b", "raw"),
      "prod/kustomization.yaml": "resources: [app.yaml]\n",
      "prod/app.yaml": workload,
      "raw/app.yaml": workload,
    };

    expect(ids(files)).toEqual(["argocd-application argocd/a.yaml a", "argocd-application argocd/b.yaml b"]);
  });

  test("leaves the manifests that it excludes as a guess of their own", () => {
    const files = {
      "argocd.yaml": deploys("a", "raw", ", directory: {exclude: old.yaml}"),
      "raw/app.yaml": workload,
      "raw/old.yaml": workload,
    };

    expect(ids(files)).toEqual(["argocd-application argocd.yaml a", "raw raw/old.yaml raw"]);
  });

  test("in a folder that is deployed is within its deployer: apps of apps", () => {
    const found = discover({
      "root.yaml": deploys("root", "apps"),
      "apps/cart.yaml": deploys("cart", "cart"),
      "cart/app.yaml": workload,
    });

    expect(found.deployments.map(({ id, within }) => [id, within])).toEqual([
      ["argocd-application apps/cart.yaml cart", ["argocd-application root.yaml root"]],
      ["argocd-application root.yaml root", []],
    ]);
  });

  test("and brought the same way by two others is one deployment within both", () => {
    const found = discover({
      "one.yaml": deploys("one", "apps"),
      "two.yaml": deploys("two", "apps", ", directory: {exclude: x.yaml}"),
      "apps/cart.yaml": deploys("cart", "cart"),
      "cart/app.yaml": workload,
    });

    expect(found.deployments.map(({ name, within }) => [name, within])).toEqual([
      ["cart", ["argocd-application one.yaml one", "argocd-application two.yaml two"]],
      ["one", []],
      ["two", []],
    ]);
  });

  test("is not deployed a second time by a root that includes its folder and that nothing deploys", () => {
    const found = discover({
      "root/kustomization.yaml": "resources: [apps, cart.yaml]\n",
      "root/cart.yaml": deploys("cart", "root/apps"),
      "root/apps/kustomization.yaml": "resources: [web.yaml]\n",
      "root/apps/web.yaml": deploys("web", "web"),
      "web/app.yaml": workload,
    });

    expect(found.deployments.map(({ id }) => id)).toEqual([
      "argocd-application root/apps/web.yaml web in root/apps",
      "argocd-application root/cart.yaml cart in root",
      "kustomization root/kustomization.yaml root",
    ]);
  });

  test("and patched with null loses what the null stands for, and a list is replaced as a whole", () => {
    const found = discover({
      "k/kustomization.yaml": "resources: [a.yaml]\npatches: [{path: patch.yaml}]\n",
      "k/a.yaml": application(
        "a",
        "  source: null\n  sources: [{repoURL: https://x.example, chart: c, helm: {valuesObject: {a: 1}}}]\n  destination: {name: one, namespace: n}\n",
      ),
      "k/patch.yaml": application(
        "a",
        "  sources: [{repoURL: https://x.example, chart: d, helm: {valuesObject: {a: 2}}}]\n  destination: {name: null, server: https://two}\n",
      ),
    });

    const one = only(found, "argocd-application");
    expect(one.destination).toEqual({ cluster: "https://two", namespace: "n" });
    expect(sourcesOf(one)).toEqual(["remote https://x.example d"]);
    expect(valuesOf(one)).toEqual(["k/patch.yaml#0 spec.sources.0.helm.valuesObject"]);
  });

  test("and brings itself into the cluster, as Flux does, counts once and is within nothing", () => {
    const found = discover({
      "clusters/prod/flux-system/kustomization.yaml": "resources: [sync.yaml]\n",
      "clusters/prod/flux-system/sync.yaml": `${fluxSystem}---\n${fluxKustomization("flux-system", "  path: ./clusters/prod\n")}`,
      "clusters/prod/apps.yaml": fluxKustomization("apps", "  path: ./apps/prod\n"),
      "apps/prod/app.yaml": workload,
    });

    expect(found.deployments.map(({ name, within }) => [name, within.length])).toEqual([
      ["apps", 1],
      ["flux-system", 0],
    ]);
  });

  test("twice from one base is two deployments, each with its overlay's patch as the last values", () => {
    const overlay = (env: string) => ({
      [`apps/${env}/kustomization.yaml`]: "resources: [../base]\npatches:\n- path: values.yaml\n",
      [`apps/${env}/values.yaml`]: helmRelease("api", "  values: {cpu: 1}\n").replace(
        ", namespace: apps",
        "",
      ),
    });
    const found = discover({
      "apps/base/kustomization.yaml": "namespace: shop\nresources: [release.yaml]\n",
      "apps/base/release.yaml": helmRelease("api", `${remoteChart}  values: {a: 1}\n`),
      ...overlay("prod"),
      ...overlay("staging"),
    });

    const releases = ofKind(found, "flux-helmrelease");
    expect(releases.map(({ within, destination }) => [within, destination.namespace])).toEqual([
      [["kustomization apps/prod/kustomization.yaml apps/prod"], "shop"],
      [["kustomization apps/staging/kustomization.yaml apps/staging"], "shop"],
    ]);
    expect(releases.map(valuesOf)).toEqual([
      ["apps/base/release.yaml#0 spec.values", "apps/prod/values.yaml#0 spec.values"],
      ["apps/base/release.yaml#0 spec.values", "apps/staging/values.yaml#0 spec.values"],
    ]);
  });

  test("by a patched path deploys what the patch says", () => {
    const patch = "- {op: replace, path: /spec/source/path, value: prod}\n";
    const found = discover({
      "k/kustomization.yaml":
        "resources: [app.yaml]\npatches:\n- {path: patch.yaml, target: {kind: Application, name: a}}\n",
      "k/app.yaml": deploys("a", "none"),
      "k/patch.yaml": patch,
      "prod/app.yaml": workload,
    });

    expect(sourcesOf(only(found, "argocd-application"))).toEqual(["manifests prod"]);
  });

  test("and deleted by a patch is not deployed", () => {
    const files = {
      "k/kustomization.yaml": "resources: [app.yaml]\npatches: [{path: gone.yaml}]\n",
      "k/app.yaml": deploys("a", "prod"),
      "k/gone.yaml":
        "$patch: delete\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\n",
      "prod/app.yaml": workload,
    };

    expect(ids(files)).toEqual(["kustomization k/kustomization.yaml k", "raw prod/app.yaml prod"]);
  });

  test.each([
    ["chooses by what is not understood", '{kind: HelmRelease, labelSelector: "a=b=c"}', "spec: {}"],
    ["sets values inside another file", "{kind: HelmRelease, name: api}", "spec: {values: {cpu: 2}}"],
  ])("and patched by what %s says so", (_, target, patch) => {
    const text = `apiVersion: x/v1\n      kind: HelmRelease\n      metadata: {name: any}\n      ${patch}\n`;
    const found = discover({
      "k/kustomization.yaml": `resources: [r.yaml]\npatches:\n- target: ${target}\n  patch: |\n      ${text}`,
      "k/r.yaml": helmRelease("api", `${remoteChart}  values: {cpu: 1}\n`),
    });

    expect(only(found, "flux-helmrelease").name).toBe("api");
    expect(problemsOf(only(found, "flux-helmrelease"))).toEqual(["undecided-deployment"]);
  });

  test.each([
    ["a=b", "two"],
    ["a notin (b)", "one"],
  ])("and patched by what chooses it by its label %s is what the patch says", (selector, namespace) => {
    const patch =
      "apiVersion: x/v1\n      kind: HelmRelease\n      metadata: {name: any}\n      spec: {targetNamespace: two}\n";
    const found = discover({
      "k/kustomization.yaml": `resources: [../r]\npatches:\n- target: {labelSelector: "${selector}"}\n  patch: |\n      ${patch}`,
      "r/kustomization.yaml": "resources: [r.yaml]\ncommonLabels: {a: b}\n",
      "r/r.yaml": helmRelease("api", `${remoteChart}  targetNamespace: one\n`),
    });

    expect(problemsOf(only(found, "flux-helmrelease"))).toEqual([]);
    expect(only(found, "flux-helmrelease").destination.namespace).toBe(namespace);
  });

  test("into the namespace of its deployer is released there", () => {
    const found = discover({
      "flux/source.yaml": fluxSystem,
      "flux/a.yaml": fluxKustomization("a", "  path: apps\n  targetNamespace: one\n"),
      "flux/b.yaml": fluxKustomization("b", "  path: apps\n  targetNamespace: two\n"),
      "apps/r.yaml": helmRelease("api", remoteChart),
    });

    expect(ofKind(found, "flux-helmrelease").map(({ destination }) => destination.namespace)).toEqual([
      "one",
      "two",
    ]);
  });
});

describe("hostile files", () => {
  test("that bring each other into the cluster in a circle come to an end", () => {
    const files = {
      "a/app.yaml": deploys("a", "b"),
      "b/app.yaml": deploys("b", "a"),
      "x/kustomization.yaml": "resources: [../y]\n",
      "y/kustomization.yaml": "resources: [../x, app.yaml]\n",
      "y/app.yaml": deploys("c", "x"),
    };

    expect(ids(files)).toHaveLength(3);
  });

  test("with overlays that double at every level, or aliases that do, are cut short", () => {
    const files: Record<string, string> = { "k0/app.yaml": deploys("a", "k24") };
    files["k0/kustomization.yaml"] = "resources: [app.yaml]\n";
    for (let level = 1; level <= 24; level++) {
      const below = `../k${level - 1}`;
      files[`k${level}/kustomization.yaml`] = `resources: [${below}, ./${below}]\n`;
    }
    const bomb = [
      "a0: &a0 [x, x]",
      ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
    ];
    files["bomb.yaml"] =
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: b}\n${bomb.join("\n")}\n`;
    files["sets.yaml"] =
      "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: s}\nspec:\n  generators: [{git: {repoURL: https://github.com/acme/infra, files: [{path: bomb.yaml}]}}]\n";

    const found = discover(files);

    expect(found.deployments.length).toBeLessThanOrEqual(20_000);
    expect(found.problems.map(({ code }) => code)).toEqual(["unreadable-file", "too-many-deployments"]);
  });

  test("with a matrix of matrices make no more deployments than are looked at", () => {
    const list = `{list: {elements: [${Array.from({ length: 100 }, (_, i) => `{a: x${i}}`).join(", ")}]}}`;
    const matrix = (one: string, other: string): string => `{matrix: {generators: [${one}, ${other}]}}`;
    const generator = matrix(matrix(list, list), matrix(list, list));
    const text = `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: s}\nspec:\n  generators: [${generator}]\n  template: {metadata: {name: a}, spec: {source: {repoURL: https://github.com/acme/infra, path: apps}}}\n`;

    const found = discover({ "s.yaml": text, "apps/app.yaml": workload });

    expect(found.deployments).toHaveLength(2_000);
    expect(found.deployments[0]?.problems).toMatchObject([{ code: "too-many-deployments", most: 2_000 }]);
  });

  const key = fc.constantFrom(
    ..."spec source sources helm values valueFiles path repoURL template generators git list matrix elements".split(
      " ",
    ),
    ..."directories files chart sourceRef kind name metadata kustomize patches components valuesFrom __proto__".split(
      " ",
    ),
  );
  const text = fc.constantFrom(
    "",
    ".",
    "/",
    "../..",
    "apps",
    "{{path}}",
    "{{ .x | y }}",
    "https://github.com/acme/infra",
    "*",
    "a/**",
    "~",
    "{",
    "\u0000",
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      text,
      fc.constant(null),
      fc.integer(),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(key, tie("tree"), { maxKeys: 4 }),
    ),
  }));
  const kind = fc.constantFrom(
    ["argoproj.io/v1alpha1", "Application"],
    ["argoproj.io/v1alpha1", "ApplicationSet"],
    ["kustomize.toolkit.fluxcd.io/v1", "Kustomization"],
    ["helm.toolkit.fluxcd.io/v2", "HelmRelease"],
    ["source.toolkit.fluxcd.io/v1", "GitRepository"],
  );
  const object = fc
    .tuple(kind, fc.constantFrom("a", "b"), tree)
    .map(([[apiVersion, kind], name, spec]) =>
      JSON.stringify({ apiVersion, kind, metadata: { name }, spec }),
    );

  test("never make it throw", () => {
    fc.assert(
      fc.property(fc.array(object, { maxLength: 4 }), tree, (objects, kustomization) => {
        const files = Object.fromEntries(objects.map((text, index) => [`apps/${index}.json`, text]));
        const found = discover({
          ...files,
          "apps/kustomization.yaml": JSON.stringify(kustomization),
          "c/Chart.yaml": "x",
        });
        for (const deployment of found.deployments) {
          if (deployment.sources.length === 0) expect(deployment.problems).not.toEqual([]);
          for (const source of deployment.sources) {
            if (source.kind === "kustomize" || source.kind === "manifests")
              expect(source.directory).not.toContain("..");
          }
        }
      }),
    );
  });

  test("are read alike in every order, and every deployment has an id of its own", () => {
    const files: Readonly<Record<string, string>> = {
      "root.yaml": deploys("root", "apps"),
      "apps/a.yaml": `${deploys("a", "x")}---\n${deploys("a", "x")}`,
      "apps/k/kustomization.yaml": "resources: [../../x]\n",
      "x/kustomization.yaml": "resources: [app.yaml, r.yaml]\n",
      "x/app.yaml": workload,
      "x/r.yaml": helmRelease("api", remoteChart),
      "c/Chart.yaml": "name: c\n",
      "c/values-prod.yaml": "",
      "raw/b.yaml": workload,
      "raw/a.yaml": workload,
    };
    const expected = discover(files);
    expect(new Set(expected.deployments.map(({ id }) => id)).size).toBe(expected.deployments.length);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(Object.entries(files), { minLength: Object.keys(files).length }),
        (entries) => {
          expect(discover(Object.fromEntries(entries))).toEqual(expected);
        },
      ),
      { numRuns: runs(30) },
    );
  });
});
