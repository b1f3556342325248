// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the syntax that Flux fills in.
import { describe, expect, inject, test } from "vitest";
import {
  application,
  fluxKustomization,
  fluxSystem,
  here,
} from "../../test/fixtures/manifests/deployments-of.ts";
import { repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { containerIn, deployment } from "../../test/fixtures/manifests/locate-raw.ts";
import { programRenderer } from "../adapters/render/index.ts";
import { keepRenders } from "../adapters/render-cache/keep-renders.ts";
import { type Located, planEdits } from "../core/manifests/index.ts";
import type { SettingName } from "../core/model/index.ts";
import type { Rendered, Renderer, RenderWorkspace } from "../ports/renderer.ts";
import { locateSettings } from "./locate-settings.ts";
import { proveEdits } from "./prove-edits.ts";

const { kubectl } = inject("tools");
const renderer = programRenderer({ kubectl: kubectl ?? "kubectl" });

type Texts = Readonly<Record<string, string>>;

function locate(texts: Texts): Promise<Located> {
  return locateSettings(repositoryOf(texts), renderer);
}

/** Edits container `app` of one environment: new texts, and what changes in the environments that the files feed. */
async function change(
  located: Located,
  environment: string,
  values: Partial<Record<SettingName, string | null>>,
) {
  const container = containerIn(located, "app", environment);
  const changes = Object.entries(values).map(([setting, value]) => ({
    setting: setting as SettingName,
    value,
  }));
  const plan = planEdits(located, [{ container, changes }]);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  const proof = await proveEdits(located, renderer, plan.value);
  if (!proof.ok) throw new Error(JSON.stringify(proof.error));
  const { changes: files, rendered, unrendered } = proof.value;
  expect(unrendered).toEqual([]);
  return {
    files: Object.fromEntries(files.map(({ path, after }) => [path, after])),
    fields: Object.fromEntries(rendered.map((one) => [one.environment, one.fields])),
  };
}

const app = (resources: string): string =>
  deployment(`      - name: app\n        image: x\n        resources:\n${resources}`);

/** Two environments that deploy one base, each with its variables, as lines of `postBuild` (indented by four). */
function tree(staging: string, production: string, more: Readonly<Record<string, string>> = {}) {
  const environment = (name: string, postBuild: string): string =>
    fluxKustomization(name, `  path: base\n  targetNamespace: ${name}\n  postBuild:\n${postBuild}`);
  return {
    "flux/source.yaml": fluxSystem,
    "flux/staging.yaml": environment("staging", staging),
    "flux/production.yaml": environment("production", production),
    "base/kustomization.yaml": "resources: [app.yaml]\n",
    "base/app.yaml": app("          requests:\n            cpu: ${CPU:=100m} # measured\n"),
    ...more,
  };
}

const zone = "    substitute:\n      ZONE: eu\n";

function settingIn(located: Located, environment: string, setting: SettingName = "requests.cpu") {
  const { raw, writtenAt, place } = containerIn(located, "app", environment).settings[setting];
  const at = writtenAt === null ? null : `${writtenAt.file}:${writtenAt.line}`;
  return {
    raw,
    at,
    edit: place.ok ? `${place.value.edit.kind} in ${place.value.location.file}` : place.error.code,
  };
}

describe.skipIf(kubectl === null)("two Flux Kustomizations over one base with a variable", () => {
  test("where one sets the variable, its value decides there, and the default elsewhere", async () => {
    const located = await locate(tree("    substitute:\n      CPU: 250m\n", zone));

    expect(settingIn(located, "staging")).toEqual({
      raw: "250m",
      at: "flux/staging.yaml:10",
      edit: "replace in flux/staging.yaml",
    });
    expect(settingIn(located, "production")).toEqual({
      raw: "100m",
      at: "base/app.yaml:13",
      edit: expect.any(String),
    });
  });

  test("a variable that is set is given another value, and only its environment changes", async () => {
    const texts = tree("    substitute:\n      CPU: 250m # why\n", zone);
    const located = await locate(texts);

    expect(await change(located, "staging", { "requests.cpu": "300m" })).toEqual({
      files: { "flux/staging.yaml": texts["flux/staging.yaml"].replace("250m", "300m") },
      fields: { staging: ["Deployment staging/api app requests.cpu = 300m"] },
    });
  });

  test("a variable that a count reads, too, is not changed for a setting", async () => {
    const shared = app("          requests:\n            cpu: ${N}\n").replace(
      "spec:\n",
      "spec:\n  replicas: ${N}\n",
    );
    const alone = app("          requests:\n            cpu: ${N}\n");
    const deploy = async (text: string) =>
      locate(tree("    substitute:\n      N: 2\n", zone, { "base/app.yaml": text }));

    expect(settingIn(await deploy(alone), "staging")).toMatchObject({
      raw: "2",
      edit: "replace in flux/staging.yaml",
    });
    expect(settingIn(await deploy(shared), "staging")).toMatchObject({
      raw: "2",
      edit: "new-patch in flux/staging.yaml",
    });
  });

  test("a default that both read is left alone: the variable is set for the one, as a text", async () => {
    const texts = tree(zone, zone);
    const located = await locate(texts);

    expect(await change(located, "production", { "requests.cpu": "2" })).toEqual({
      files: { "flux/production.yaml": `${texts["flux/production.yaml"].trimEnd()}\n      CPU: "2"\n` },
      fields: { production: ["Deployment production/api app requests.cpu = 2"] },
    });
  });
});

describe.skipIf(kubectl === null)("where Flux deploys its own declarations", () => {
  const root = fluxKustomization("flux-system", "  path: ./flux\n");

  test("the one that is edited is all that changes there", async () => {
    const texts = tree(zone, zone, { "flux/flux-system.yaml": root });
    const located = await locate(texts);

    expect((await change(located, "production", { "requests.cpu": "2" })).fields).toEqual({
      flux: [],
      production: ["Deployment production/api app requests.cpu = 2"],
    });
  });

  test("a variable that stands in a base for all clusters is not changed for one", async () => {
    const cluster = (name: string): Record<string, string> => ({
      [`clusters/${name}/kustomization.yaml`]: `resources: [../../shared]\npatches:\n- patch: "- {op: add, path: /spec/targetNamespace, value: ${name}}"\n  target: {kind: Kustomization}\n`,
      [`clusters/${name}.yaml`]: fluxKustomization(name, `  path: clusters/${name}\n`),
    });
    const { "flux/staging.yaml": _, "flux/production.yaml": _2, ...files } = tree(zone, zone);
    const shop = fluxKustomization("shop", "  path: base\n  postBuild:\n    substitute: {CPU: 250m}\n");
    const located = await locate({
      ...files,
      ...cluster("a"),
      ...cluster("b"),
      "shared/kustomization.yaml": "resources: [shop.yaml]\n",
      "shared/shop.yaml": shop,
    });
    const found = located.containers.map(({ settings }) => settings["requests.cpu"]);

    expect(found.map(({ raw, writtenAt }) => [raw, writtenAt?.file])).toEqual([
      ["250m", "shared/shop.yaml"],
      ["250m", "shared/shop.yaml"],
    ]);
    for (const { place } of found) expect(place.ok && place.value.location.file).not.toBe("shared/shop.yaml");
  });
});

/** One environment that deploys the folder `base`. */
function alone(spec: string, manifest: string, more: Readonly<Record<string, string>> = {}) {
  return {
    "flux/source.yaml": fluxSystem,
    "flux/shop.yaml": fluxKustomization("shop", `  path: base\n${spec}`),
    "base/kustomization.yaml": "resources: [app.yaml]\n",
    "base/app.yaml": manifest,
    ...more,
  };
}

const requests = (cpu: string): string => app(`          requests:\n            cpu: ${cpu}\n`);
const substitute = (variables: string): string => `  postBuild:\n    substitute: {${variables}}\n`;
const configMap = (data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata:\n${data}`;
const fromMap = "    substituteFrom: [{kind: ConfigMap, name: settings}]\n";

describe.skipIf(kubectl === null)("a variable", () => {
  test("of a config map that both read is set for the one instead", async () => {
    const texts = tree(`${fromMap}${zone}`, fromMap, { "flux/settings.yaml": configMap("  CPU: 250m\n") });
    const located = await locate(texts);

    expect(settingIn(located, "staging")).toEqual({
      raw: "250m",
      at: "flux/settings.yaml:5",
      edit: "insert in flux/staging.yaml",
    });
    expect(await change(located, "production", { "requests.cpu": "300m" })).toEqual({
      files: {
        "flux/production.yaml": `${texts["flux/production.yaml"].trimEnd()}\n    substitute:\n      CPU: 300m\n`,
      },
      fields: { production: ["Deployment production/api app requests.cpu = 300m"] },
    });
  });

  test("of a config map that one reads is given another value there", async () => {
    const settings = configMap('  CPU: "2"\n');
    const texts = tree(`${fromMap}${zone}`, zone, { "flux/settings.yaml": settings });
    const located = await locate(texts);

    expect(await change(located, "staging", { "requests.cpu": "3" })).toMatchObject({
      files: { "flux/settings.yaml": settings.replace('"2"', '"3"') },
      fields: { staging: ["Deployment staging/api app requests.cpu = 3"] },
    });
  });

  test.each([
    ["a secret", "Secret"],
    ["a config map that is not in the repository", "ConfigMap"],
  ])("that %s may set is not known, and the reason says so", async (_, kind) => {
    const from = `    substituteFrom: [{kind: ${kind}, name: keys}]\n`;
    const located = await locate(tree(from, zone));

    expect(settingIn(located, "staging")).toMatchObject({ edit: "substituted-value" });
  });

  test("that is set after a secret is known", async () => {
    const from = `    substituteFrom: [{kind: Secret, name: keys}]\n    substitute: {CPU: 1}\n`;
    const located = await locate(tree(from, zone));

    expect(settingIn(located, "staging")).toMatchObject({ raw: "1", edit: "replace in flux/staging.yaml" });
  });

  test.each([
    ["a default", "${CPU:=100m}", "X: a", "100m", "replace-default in base/app.yaml"],
    ["a default in quotes", '"${CPU:-100m}"', "X: a", "100m", "replace-default in base/app.yaml"],
    ["a default that is quoted itself", "${CPU:='100m'}", "X: a", "100m", "replace-default in base/app.yaml"],
    ["the default of a default", "${CPU:=${ALL:=1}}", "X: a", "1", "replace-default in base/app.yaml"],
    ["a variable in a default", "${CPU:=${ALL}}", "ALL: 50m", "50m", "replace in flux/shop.yaml"],
    [
      "an empty variable, and so the default",
      "${CPU:=100m}",
      "CPU: ''",
      "100m",
      "replace-default in base/app.yaml",
    ],
    ["a variable that nothing sets", "${CPU}", "X: a", null, "insert in flux/shop.yaml"],
    ["a variable beside a unit", "${CPU}m", "CPU: '5'", "${CPU}m", "substituted-value"],
    ["a part of a variable", "${CPU:0:2}", "CPU: 500m", "${CPU:0:2}", "substituted-value"],
    ["an escaped dollar", "$${CPU}", "CPU: 1", "$${CPU}", "substituted-value"],
    ["what is no quantity", "${CPU}", "CPU: much", "much", "impossible-quantity"],
  ])("%s decides", async (_, cpu, variables, raw, edit) => {
    const texts = alone(substitute(variables), requests(cpu));
    const located = await locate(texts);

    expect(settingIn(located, "base")).toMatchObject({ raw, edit });
    if (!edit.includes(" ")) return;
    const { fields } = await change(located, "base", { "requests.cpu": "2" });
    expect(fields).toEqual({ base: ["Deployment api app requests.cpu = 2"] });
  });

  test("has its default replaced where it stands, and nothing else of the line", async () => {
    const texts = alone(substitute("X: a"), requests("'${CPU:=100m}' # why"));
    const located = await locate(texts);

    expect(await change(located, "base", { "requests.cpu": "2" })).toMatchObject({
      files: { "base/app.yaml": requests("'${CPU:=2}' # why") },
    });
  });

  test.each([
    [
      "another container",
      `${requests("${CPU:=1}")}      - {name: b, image: x, resources: {limits: {cpu: "\${CPU:=1}"}}}\n`,
    ],
    ["another setting", app('          requests: {cpu: "${CPU}"}\n          limits: {cpu: "${CPU}"}\n')],
    ["another field", `${requests("${CPU}")}        env: [{name: GOMAXPROCS, value: "\${CPU}"}]\n`],
  ])("that %s reads, too, stays, and the value gives way to a patch", async (_, manifest) => {
    const texts = alone(substitute("CPU: '2'"), manifest);
    const located = await locate(texts);

    expect(settingIn(located, "base")).toMatchObject({
      raw: "2",
      edit: "new-patch in base/kustomization.yaml",
    });
    expect((await change(located, "base", { "requests.cpu": "3" })).fields).toEqual({
      base: ["Deployment api app requests.cpu = 3"],
    });
  });

  test("in an object that Flux leaves alone is no variable", async () => {
    const manifest = requests("${CPU:=1}").replace(
      "  name: api\n",
      "  name: api\n  labels: {kustomize.toolkit.fluxcd.io/substitute: disabled}\n",
    );
    const located = await locate(alone(substitute("X: a"), manifest));

    expect(settingIn(located, "base")).toMatchObject({ edit: "substituted-value" });
  });

  test("for a limit that is to go gives way to a patch that unsets it", async () => {
    const manifest = app('          limits: {cpu: "${CPU:=1}"}\n');
    const located = await locate(alone(substitute("X: a"), manifest));

    const { files, fields } = await change(located, "base", { "limits.cpu": null });

    expect(files["base/kustomization.yaml"]).toContain("cpu: null");
    expect(fields).toEqual({ base: ["Deployment api app limits.cpu is gone"] });
  });

  test("in a name is filled in, so that the workload is the one that runs", async () => {
    const manifest = requests("1").replace("  name: api", "  name: ${TEAM}-api");
    const located = await locate(alone(substitute("TEAM: web"), manifest));

    expect(located.containers.map(({ name }) => name)).toEqual(["web-api"]);
  });
});

describe.skipIf(kubectl === null)("a patch in a declaration", () => {
  const patch = (pad: string, cpu: string): string =>
    `${deployment(`      - name: app\n        resources:\n          requests: {cpu: ${cpu}} # more here\n`)}`
      .trimEnd()
      .replace(/^/gm, pad);

  test("of Flux decides, and is edited where it stands", async () => {
    const spec = (cpu: string): string => `  patches:\n  - patch: |\n${patch("      ", cpu)}\n`;
    const texts = alone(spec("250m"), requests("100m"));
    const located = await locate(texts);

    expect(settingIn(located, "base")).toMatchObject({ raw: "250m", at: "flux/shop.yaml:19" });
    expect(await change(located, "base", { "requests.cpu": "300m" })).toEqual({
      files: { "flux/shop.yaml": texts["flux/shop.yaml"].replace("250m", "300m") },
      fields: { base: ["Deployment api app requests.cpu = 300m"] },
    });
  });

  test("of Argo CD decides, and gets the values that are missing", async () => {
    const spec = `  source:\n    repoURL: ${here}\n    path: base\n    kustomize:\n      namePrefix: a-\n      patches:\n      - target: {kind: Deployment}\n        patch: |-\n${patch("          ", "250m")}\n`;
    const { "flux/shop.yaml": _, ...files } = alone("", requests("100m"));
    const texts = { ...files, "argo/shop.yaml": application("shop", spec) };
    const located = await locate(texts);

    const proved = await change(located, "base", { "requests.cpu": "1", "requests.memory": "1Gi" });

    expect(proved).toEqual({
      files: { "argo/shop.yaml": texts["argo/shop.yaml"].replace("cpu: 250m", "cpu: 1, memory: 1Gi") },
      fields: {
        base: ["Deployment a-api app requests.cpu = 1", "Deployment a-api app requests.memory = 1Gi"],
      },
    });
  });

  test("that cannot be edited is overruled by one that comes after it", async () => {
    const folded = `  patches:\n  - target: {kind: Deployment}\n    patch: >-\n      [{"op": "add", "path": "/spec/template/spec/containers/0/resources",\n      "value": {"requests": {"cpu": 1}}}]\n`;
    const texts = alone(folded, requests("100m"));
    const located = await locate(texts);

    expect(settingIn(located, "base")).toMatchObject({ raw: "1", edit: "new-patch in flux/shop.yaml" });
    const { files, fields } = await change(located, "base", { "requests.cpu": "2" });
    expect(files["flux/shop.yaml"]?.startsWith(texts["flux/shop.yaml"])).toBe(true);
    expect(fields).toEqual({ base: ["Deployment api app requests.cpu = 2"] });
  });

  test("may hold a variable, whose default is edited inside of it", async () => {
    const spec = `  patches:\n  - patch: |\n${patch("      ", '"${CPU:=250m}"')}\n${substitute("X: a")}`;
    const texts = alone(spec, requests("100m"));
    const located = await locate(texts);

    expect(await change(located, "base", { "requests.cpu": "300m" })).toEqual({
      files: { "flux/shop.yaml": texts["flux/shop.yaml"].replace("250m", "300m") },
      fields: { base: ["Deployment api app requests.cpu = 300m"] },
    });
  });
});

describe.skipIf(kubectl === null)("one directory that is deployed twice", () => {
  const argo = (name: string, kustomize: string): string =>
    application(name, `  source:\n    repoURL: ${here}\n    path: base\n${kustomize}`);
  const base = {
    "base/kustomization.yaml": "resources: [app.yaml]\nnamePrefix: own-\n",
    "base/app.yaml": requests("100m"),
  };

  test("the same way is one environment, and an edit reaches both", async () => {
    const located = await locate({ ...base, "argo/a.yaml": argo("a", ""), "argo/b.yaml": argo("b", "") });

    expect(located.survey.environments.map(({ name, declaredBy }) => [name, declaredBy.length])).toEqual([
      ["base", 2],
    ]);
    expect(settingIn(located, "base").edit).toBe("replace in base/app.yaml");
  });

  test("with different options is two environments: what they share gets a patch in the one's declaration", async () => {
    const texts = {
      ...base,
      "argo/a.yaml": argo("a", "    kustomize:\n      namePrefix: a-\n"),
      "argo/b.yaml": argo("b", "    kustomize:\n      namePrefix: b-\n      nameSuffix: -b\n"),
    };
    const located = await locate(texts);

    expect(located.survey.environments.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(containerIn(located, "app", "b")).toMatchObject({
      name: "b-api-b",
      foundBy: "render",
      settings: { "requests.cpu": { raw: "100m", fanOut: ["a"] } },
    });
    const patch = `      patches:
      - target:
          kind: Deployment
          name: api
        patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata:
            name: api
          spec:
            template:
              spec:
                containers:
                - name: app
                  resources:
                    requests:
                      cpu: 200m
`;
    expect(await change(located, "b", { "requests.cpu": "200m" })).toEqual({
      files: { "argo/b.yaml": texts["argo/b.yaml"] + patch },
      fields: { b: ["Deployment b-api-b app requests.cpu = 200m"] },
    });
  });

  test("gets no patch for what patchesJson6902 decides, because that comes after all patches", async () => {
    const old = `patchesJson6902:
- target: {group: apps, version: v1, kind: Deployment, name: api}
  patch: |-
    - {op: add, path: /spec/template/spec/containers/0/resources/requests/cpu, value: 150m}
`;
    const located = await locate({
      ...base,
      "base/kustomization.yaml": base["base/kustomization.yaml"] + old,
      "argo/a.yaml": argo("a", "    kustomize:\n      namePrefix: a-\n"),
      "argo/b.yaml": argo("b", "    kustomize:\n      namePrefix: b-\n"),
    });

    expect(settingIn(located, "a")).toMatchObject({ raw: "150m", edit: "shared-value" });
  });

  test.each([
    ["in its source", (path: string) => `  source:\n    repoURL: ${here}\n    path: ${path}\n`],
    ["in one of its sources", (path: string) => `  sources:\n  - repoURL: ${here}\n    path: ${path}\n`],
  ])("by an Application without options gets the options with its patch, %s", async (_, source) => {
    const prefixed = application("b", `${source("base")}    kustomize:\n      namePrefix: b-\n`);
    const texts = {
      ...base,
      "argo/a.yaml": application("a", source("base")),
      "argo/b.yaml": prefixed,
      "argo/kustomization.yaml": "resources: [a.yaml, b.yaml]\n",
    };
    const located = await locate(texts);
    const { files, fields } = await change(located, "a", { "requests.cpu": "55m" });

    expect(files).toEqual({
      "argo/a.yaml": `${texts["argo/a.yaml"]}    kustomize:
      patches:
      - target:
          kind: Deployment
          name: api
        patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata:
            name: api
          spec:
            template:
              spec:
                containers:
                - name: app
                  resources:
                    requests:
                      cpu: 55m
`,
    });
    expect(fields).toEqual({ a: ["Deployment own-api app requests.cpu = 55m"], argo: [] });
  });

  test("by one declaration that two clusters read gets no patch there", async () => {
    const cluster = (name: string): Texts => ({
      [`clusters/${name}/kustomization.yaml`]: `resources: [../../shared]\npatches:\n- patch: "- {op: add, path: /spec/targetNamespace, value: ${name}}"\n  target: {kind: Kustomization}\n`,
      [`clusters/${name}.yaml`]: fluxKustomization(name, `  path: clusters/${name}\n`),
    });
    const located = await locate({
      ...base,
      ...cluster("a"),
      ...cluster("b"),
      "flux/source.yaml": fluxSystem,
      "shared/kustomization.yaml": "resources: [shop.yaml]\n",
      "shared/shop.yaml": fluxKustomization("shop", "  path: base\n"),
    });
    const found = located.containers.map((one) => [one.namespace, one.settings["requests.cpu"].place]);

    expect(found).toEqual([
      ["a", { ok: false, error: expect.objectContaining({ code: "shared-value" }) }],
      ["b", { ok: false, error: expect.objectContaining({ code: "shared-value" }) }],
    ]);
  });
});

describe.skipIf(kubectl === null)("replicas that Argo CD sets", () => {
  const texts = {
    "base/kustomization.yaml": "resources: [app.yaml]\nreplicas: [{name: api, count: 2}]\n",
    "base/app.yaml": requests("100m").replace("spec:\n", "spec:\n  replicas: 1\n"),
    "argo/shop.yaml": application(
      "shop",
      `  source:\n    repoURL: ${here}\n    path: base\n    kustomize:\n      namePrefix: a-\n      replicas:\n      - {name: api, count: 4} # peak\n`,
    ),
  };

  test("decide, and are edited in the Application", async () => {
    const located = await locate(texts);
    const [count] = located.counts.filter((one) => one.count === "replicas");
    if (count === undefined) throw new Error("no replicas are found");
    const plan = planEdits(located, [], [{ count, value: "6" }]);
    const proof = plan.ok ? await proveEdits(located, renderer, plan.value) : plan;

    expect(count).toMatchObject({ name: "a-api", raw: "4", writtenAt: { file: "argo/shop.yaml", line: 11 } });
    expect(proof).toMatchObject({
      ok: true,
      value: {
        changes: [{ path: "argo/shop.yaml", after: texts["argo/shop.yaml"].replace("4}", "6}") }],
        rendered: [{ environment: "base", fields: ["Deployment a-api replicas = 6"] }],
      },
    });
  });

  test("that are no scalar are refused, and the rest is followed by its texts", async () => {
    const odd = { ...texts, "argo/shop.yaml": texts["argo/shop.yaml"].replace("4}", "[4]}") };
    const { notices, containers } = await locate(odd);

    expect(notices).toEqual([expect.stringContaining("the replicas of api are no number")]);
    expect(containers).toMatchObject([{ name: "a-api", foundBy: "static" }]);
  });
});

describe.skipIf(kubectl === null)("a folder that Flux gathers", () => {
  const inner = requests("100m").replace("  name: api", "  name: inner");
  const texts = {
    "flux/source.yaml": fluxSystem,
    "flux/apps.yaml": fluxKustomization(
      "apps",
      "  path: ./apps\n  namePrefix: p-\n  targetNamespace: shop\n",
    ),
    "apps/api.yaml": requests("100m"),
    "apps/notes.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: notes}\n",
    "apps/inner/kustomization.yaml": "resources: [app.yaml]\nnameSuffix: -x\n",
    "apps/inner/app.yaml": inner,
  };

  test("is one environment, with what lies deeper", async () => {
    const located = await locate(texts);

    expect(located.survey.environments.map(({ name, path }) => [name, path])).toEqual([["apps", "apps"]]);
    expect(
      located.containers.map(({ namespace, name, foundBy }) => `${namespace}/${name} ${foundBy}`),
    ).toEqual(["shop/p-api render", "shop/p-inner-x render"]);
  });

  test("has a value added where it is applied, and a patch in the kustomization below", async () => {
    const anchored = inner
      .replace("cpu: 100m", "cpu: &cpu 100m")
      .concat("          limits:\n            cpu: *cpu\n");
    const located = await locate({ ...texts, "apps/inner/app.yaml": anchored });
    const [flat, deep] = located.containers.map(({ settings }) => settings);

    expect(flat?.["limits.cpu"].place).toMatchObject({ ok: true, value: { edit: { kind: "insert" } } });
    expect(deep?.["requests.cpu"].place).toMatchObject({
      ok: true,
      value: { edit: { kind: "new-patch", file: "apps/inner/kustomization.yaml" } },
    });
    const [, container] = located.containers;
    if (container === undefined) throw new Error("nothing is found");
    const plan = planEdits(located, [{ container, changes: [{ setting: "requests.cpu", value: "2" }] }]);
    const proof = plan.ok ? await proveEdits(located, renderer, plan.value) : plan;
    expect(proof).toMatchObject({
      ok: true,
      value: { rendered: [{ fields: ["Deployment shop/p-inner-x app requests.cpu = 2"] }] },
    });
  });

  test("is followed by its texts without kubectl", async () => {
    const located = await locateSettings(repositoryOf(texts), null);

    expect(
      located.containers.map(({ namespace, name, foundBy }) => `${namespace}/${name} ${foundBy}`),
    ).toEqual(["shop/p-api static", "shop/p-inner-x static"]);
  });
});

test("without kubectl, a patch in a declaration decides as well", async () => {
  const patch = `[{"op": "add", "path": "/spec/template/spec/containers/0/resources/requests/cpu", "value": "250m"}]`;
  const spec = `  namePrefix: p-\n  patches:\n  - target: {kind: Deployment}\n    patch: |-\n      ${patch}\n`;
  const located = await locateSettings(repositoryOf(alone(spec, requests("100m"))), null);

  expect(containerIn(located, "app", "base").name).toBe("p-api");
  expect(settingIn(located, "base")).toEqual({
    raw: "250m",
    at: "flux/shop.yaml:11",
    edit: "replace in flux/shop.yaml",
  });
});

describe.skipIf(kubectl === null)("renders that are kept", () => {
  const merge =
    '{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "api"}, "spec": {"minReadySeconds": 1}}';
  const spec = `  patches:\n  - patch: |-\n      ${merge}\n${substitute("CPU: 250m")}`;
  const texts = alone(spec, requests('"${CPU}"'));
  const edited = (before: string, after: string): Texts => ({
    ...texts,
    "flux/shop.yaml": texts["flux/shop.yaml"].replace(before, after),
  });

  test.each([
    ["nothing", texts, "250m", 0],
    ["a variable", edited("CPU: 250m", "CPU: 300m"), "300m", 0],
    ["what a patch of the declaration says", edited('Seconds": 1', 'Seconds": 2'), "250m", 1],
    ["an option", edited("  path:", "  namePrefix: p-\n  path:"), "250m", 1],
    [
      "another object of the declaration's file",
      edited("apiVersion", `${fluxSystem}---\napiVersion`),
      "250m",
      0,
    ],
  ])("after an edit of %s are as good as new", async (_, after, raw, renders) => {
    const kept = new Map<string, Rendered>();
    let asked = 0;
    const counting: Renderer = {
      ...renderer,
      open: async (files) => {
        const workspace = await renderer.open(files);
        const kustomize: RenderWorkspace["kustomize"] = (...question) => {
          asked++;
          return workspace.kustomize(...question);
        };
        return {
          kustomize,
          helm: (...question) => workspace.helm(...question),
          close: () => workspace.close(),
        };
      },
    };
    const folder = {
      get: async (key: string) => kept.get(key) ?? null,
      put: async (key: string, rendered: Rendered) => void kept.set(key, rendered),
    };
    const identity = async (): Promise<string> => "a program";
    const keeping = keepRenders(counting, { kubectl: identity, helm: identity }, folder);
    await locateSettings(repositoryOf(texts), keeping);
    const before = asked;

    const located = await locateSettings(repositoryOf(after), keeping);

    expect([before, asked - before]).toEqual([1, renders]);
    expect(settingIn(located, "base").raw).toBe(raw);
  });
});
