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
import { type Located, planEdits } from "../core/manifests/index.ts";
import type { SettingName } from "../core/model/index.ts";
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
    expect(settingIn(await deploy(shared), "staging")).toMatchObject({ raw: "2", edit: "shared-value" });
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

  test("that cannot be edited is not overruled by one that comes before it", async () => {
    const folded = `  patches:\n  - target: {kind: Deployment}\n    patch: >-\n      [{"op": "add", "path": "/spec/template/spec/containers/0/resources",\n      "value": {"requests": {"cpu": 1}}}]\n`;
    const located = await locate(alone(folded, requests("100m")));

    expect(settingIn(located, "base")).toMatchObject({ raw: "1", edit: "unsupported-syntax" });
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
