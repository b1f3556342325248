// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the syntax that Flux fills in.
import fc from "fast-check";
import { describe, expect, inject, test } from "vitest";
import { differences, type Leaves, leavesOf } from "../../bench/repositories/rendered-leaves.ts";
import { programRenderer } from "../../src/adapters/render/index.ts";
import { locateSettings } from "../../src/app/locate-settings.ts";
import { proveEdits } from "../../src/app/prove-edits.ts";
import {
  type Environment,
  type Located,
  type LocatedContainer,
  planEdits,
} from "../../src/core/manifests/index.ts";
import { type SettingName, settingNames } from "../../src/core/model/index.ts";
import { application, fluxKustomization, fluxSystem, here } from "../fixtures/manifests/deployments-of.ts";
import { repositoryOf } from "../fixtures/manifests/kustomize-trees.ts";
import { containerIn } from "../fixtures/manifests/locate-raw.ts";
import { filledIn, kustomizationAsDeployed } from "../support/as-deployed.ts";
import { kustomizeWithHelm } from "../support/kustomize-with-helm.ts";
import { runs } from "../support/properties/sweep.ts";

const { kubectl, helm } = inject("tools");
const programs = { kubectl: kubectl ?? "kubectl", helm: helm ?? "helm" };
const renderer = programRenderer(programs);

type Texts = Readonly<Record<string, string>>;

const template = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-api
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      containers:
      - name: app
        image: x
        resources: {{- toYaml .Values.resources | nindent 10 }}
      - name: side
        image: y
        resources: {requests: {cpu: 5m}}
`;

interface Options {
  readonly by: "Flux" | "Argo CD";
  /** Which kustomization has the chart: the one that is deployed, its base, or one inside of a folder that Flux gathers. */
  readonly inflatedIn: "overlay" | "base" | "gathered";
  readonly prefix: boolean;
  readonly namespace: boolean;
  readonly patch: boolean;
  /** Whether the declaration sets the variable that a value is written with, for Flux. */
  readonly variable: "none" | "set" | "default";
  /** Something else deploys the same folder in another way. */
  readonly twice: boolean;
}

const options: fc.Arbitrary<Options> = fc.record({
  by: fc.constantFrom("Flux" as const, "Argo CD" as const),
  inflatedIn: fc.constantFrom("overlay" as const, "base" as const, "gathered" as const),
  prefix: fc.boolean(),
  namespace: fc.boolean(),
  patch: fc.boolean(),
  variable: fc.constantFrom("none" as const, "set" as const, "default" as const),
  twice: fc.boolean(),
});

const plain = {
  by: "Flux",
  inflatedIn: "overlay",
  prefix: false,
  namespace: false,
  patch: false,
  variable: "none",
  twice: false,
} as const satisfies Options;

const helmCharts = "helmCharts:\n- name: api\n  releaseName: web\n  namespace: shop\n";

function deployed(own: Options): Texts {
  const isGathered = own.inflatedIn === "gathered" && own.by === "Flux";
  const directory = { overlay: "k", base: "base", gathered: "k/api" }[isGathered ? "gathered" : pick(own)];
  const cpu = own.by === "Flux" && own.variable !== "none" ? "${CPU:=100m}" : "100m";
  return {
    [`${directory}/kustomization.yaml`]: helmCharts,
    [`${directory}/charts/api/Chart.yaml`]: "apiVersion: v2\nname: api\nversion: 1.0.0\n",
    [`${directory}/charts/api/values.yaml`]: `replicas: 2\nresources:\n  requests:\n    cpu: ${cpu}\n`,
    [`${directory}/charts/api/templates/api.yaml`]: template,
    ...(directory === "base" ? { "k/kustomization.yaml": "resources: [../base]\n" } : {}),
    ...declared(own),
  };
}

// Argo CD gathers nothing.
function pick({ inflatedIn }: Options): "overlay" | "base" {
  return inflatedIn === "gathered" ? "overlay" : inflatedIn;
}

function declared(own: Options): Texts {
  const lines = [
    ...(own.prefix ? ["namePrefix: before-"] : []),
    ...(own.patch ? ["patches:", "- patch: |-", `    ${JSON.stringify(patch)}`] : []),
  ];
  const twin = `{path: k, repoURL: ${JSON.stringify(here)}, kustomize: {nameSuffix: -other}}`;
  if (own.by === "Argo CD") {
    const all = [...lines, ...(own.namespace ? ["namespace: deployed"] : [])].map(
      (line) => `      ${line}\n`,
    );
    const block = all.length === 0 ? "" : `    kustomize:\n${all.join("")}`;
    return {
      "argocd/k.yaml": application("one", `  source:\n    repoURL: ${here}\n    path: k\n${block}`),
      ...(own.twice ? { "argocd/other.yaml": application("other", `  source: ${twin}\n`) } : {}),
    };
  }
  const filled = { none: [], set: ["CPU: 150m"], default: ["ZONE: eu"] }[own.variable];
  const spec = [
    "path: k",
    ...lines,
    ...(own.namespace ? ["targetNamespace: deployed"] : []),
    ...filled.flatMap((variable) => ["postBuild:", `  substitute: {${variable}}`]),
  ];
  const flux = (name: string, of: readonly string[]): string =>
    fluxKustomization(name, of.map((line) => `  ${line}\n`).join(""));
  return {
    "flux/source.yaml": fluxSystem,
    "flux/k.yaml": flux("one", spec),
    ...(own.twice ? { "flux/other.yaml": flux("other", ["path: k", "nameSuffix: -other"]) } : {}),
  };
}

const patch = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web-api" },
  spec: { template: { spec: { containers: [{ name: "app", resources: { limits: { memory: "1Gi" } } }] } } },
};

/** A render in which kustomize runs helm itself, from what a second implementation says that a deployer makes of it. */
async function leavesIn(environment: Environment, texts: Texts): Promise<Leaves> {
  if (environment.kind !== "kustomization") throw new Error(`${environment.name} is no kustomization`);
  const repository = { paths: Object.keys(texts), read: (path: string) => texts[path] ?? "" };
  const written = kustomizationAsDeployed(environment, repository);
  const all = { ...texts, ...(written === null ? {} : { [written.file]: written.text }) };
  const rendered = await kustomizeWithHelm(programs, all, environment.path);
  return leavesOf(filledIn(rendered, environment, repository));
}

function valueIn(leaves: Leaves, { trace }: LocatedContainer, setting: SettingName): string | undefined {
  const object = `${trace.apiVersion} ${trace.kind} ${trace.namespace ?? ""}/${trace.name}.`;
  const field = `[${trace.container}].resources.${setting}`;
  return [...leaves].find(([path]) => path.startsWith(object) && path.endsWith(field))?.[1];
}

/** The texts with one value changed, once that is proven. */
async function edited(
  texts: Texts,
  located: Located,
  container: LocatedContainer,
  setting: SettingName,
  value: string,
): Promise<Texts> {
  const plan = planEdits(located, [{ container, changes: [{ setting, value }] }]);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  const proof = await proveEdits(located, renderer, plan.value);
  if (!proof.ok) throw new Error(JSON.stringify(proof.error));
  expect(proof.value.unrendered).toEqual([]);
  return { ...texts, ...Object.fromEntries(proof.value.changes.map(({ path, after }) => [path, after])) };
}

/** Where an edit of a container goes; what refuses it, otherwise. */
async function placeOf(own: Options, environment: string, name: string, setting: SettingName) {
  const located = await locateSettings(repositoryOf(deployed(own)), renderer);
  const { raw, place } = containerIn(located, name, environment).settings[setting];
  return place.ok
    ? `${raw}: ${place.value.edit.kind} ${place.value.location.file}:${place.value.location.line}`
    : `${raw}: ${place.error.code}`;
}

describe.skipIf(kubectl === null || helm === null)("a chart in a kustomization that is deployed", () => {
  test("with a variable in its values is decided by the variable where that is set", async () => {
    expect(await placeOf({ ...plain, variable: "set" }, "k", "app", "requests.cpu")).toBe(
      "150m: replace flux/k.yaml:8",
    );
  });

  test("with a variable in its values that nothing sets is decided by the default there", async () => {
    expect(await placeOf({ ...plain, variable: "default" }, "k", "app", "requests.cpu")).toBe(
      "100m: replace-default k/charts/api/values.yaml:4",
    );
  });

  test("twice gets a patch in the declaration of the one, for what its values say to both", async () => {
    expect(
      await placeOf({ ...plain, by: "Argo CD", prefix: true, twice: true }, "one", "app", "requests.cpu"),
    ).toBe("100m: new-patch argocd/k.yaml:9");
  });

  test("with a patch in the declaration is decided by that", async () => {
    expect(await placeOf({ ...plain, patch: true }, "k", "app", "limits.memory")).toBe(
      "1Gi: replace flux/k.yaml:9",
    );
  });

  test("without options gets its first one, a patch, in the declaration", async () => {
    const texts = deployed({ ...plain, variable: "default", twice: true });
    const located = await locateSettings(repositoryOf(texts), renderer);

    const after = await edited(texts, located, containerIn(located, "side", "one"), "limits.cpu", "7777m");

    expect(Object.keys(after).filter((path) => after[path] !== texts[path])).toEqual(["flux/k.yaml"]);
  });

  test("in whatever way: the value that is located is the one that is deployed, and its edit changes nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(options, fc.nat(), async (own, choice) => {
        const texts = deployed(own);
        const located = await locateSettings(repositoryOf(texts), renderer);
        expect([located.notices, located.unlocated]).toEqual([[], []]);
        expect(located.survey.environments).toHaveLength(own.twice ? 2 : 1);
        const before = new Map<Environment, Leaves>();
        for (const one of located.survey.environments) before.set(one, await leavesIn(one, texts));
        const all = located.containers.flatMap((container) =>
          settingNames.map((setting) => ({ container, setting })),
        );
        expect(located.containers).toHaveLength(before.size * 2);
        for (const { container, setting } of all) {
          const leaves = before.get(container.environment) ?? new Map();
          expect(container.settings[setting].raw).toBe(valueIn(leaves, container, setting) ?? null);
        }

        const offered = all.filter(({ container, setting }) => container.settings[setting].place.ok);
        const chosen = offered[choice % Math.max(1, offered.length)];
        // What an Application without a kustomize block shares with another one is refused.
        if (chosen === undefined) return;
        const value = chosen.setting.endsWith("cpu") ? "7777m" : "7777Mi";
        const after = await edited(texts, located, chosen.container, chosen.setting, value);
        for (const [environment, leaves] of before) {
          const changed = differences(leaves, await leavesIn(environment, after));
          const isMeant = environment === chosen.container.environment;
          expect(changed.map((one) => one.value)).toEqual(isMeant ? [value] : []);
        }
      }),
      { numRuns: runs(8), endOnFailure: true },
    );
  });
});
