// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the syntax that Flux fills in.
import fc from "fast-check";
import { describe, expect, inject, test } from "vitest";
import { differences, type Leaves, leavesOf } from "../../bench/repositories/rendered-leaves.ts";
import { programRenderer } from "../../src/adapters/render/index.ts";
import { locateSettings } from "../../src/app/locate-settings.ts";
import { proveEdits } from "../../src/app/prove-edits.ts";
import {
  applyEdits,
  type Environment,
  type Located,
  type LocatedContainer,
  planEdits,
} from "../../src/core/manifests/index.ts";
import { type SettingName, settingNames } from "../../src/core/model/index.ts";
import { application, fluxKustomization, fluxSystem, here } from "../fixtures/manifests/deployments-of.ts";
import { kustomizeTree, repositoryOf } from "../fixtures/manifests/kustomize-trees.ts";
import { filledIn, kustomizationAsDeployed } from "../support/as-deployed.ts";
import { runs } from "../support/properties/sweep.ts";

const { kubectl } = inject("tools");
const renderer = programRenderer({ kubectl: kubectl ?? "kubectl" });

type Texts = Readonly<Record<string, string>>;

interface Options {
  readonly by: "Flux" | "Argo CD";
  readonly prefix: boolean;
  readonly suffix: boolean;
  readonly namespace: boolean;
  readonly component: boolean;
  readonly replicas: boolean;
  readonly patch: "none" | "merge" | "operations";
  /** Whether the declaration sets the variable that some values of the base are written with, for Flux. */
  readonly variable: "none" | "set" | "default";
  /** Something else deploys the same overlay in another way. */
  readonly twice: boolean;
}

const options: fc.Arbitrary<Options> = fc.record({
  by: fc.constantFrom("Flux" as const, "Argo CD" as const),
  prefix: fc.boolean(),
  suffix: fc.boolean(),
  namespace: fc.boolean(),
  component: fc.boolean(),
  replicas: fc.boolean(),
  patch: fc.constantFrom("none" as const, "merge" as const, "operations" as const),
  variable: fc.constantFrom("none" as const, "set" as const, "default" as const),
  twice: fc.boolean(),
});

/** The tree with something that deploys its staging overlay, or two things. */
function deployed(tree: Texts, { twice, ...own }: Options): Texts {
  const other = application("other", otherSource);
  return { ...deployedOnce(tree, own), ...(twice ? { "argocd/other.yaml": other } : {}) };
}

const otherSource = `  source: {path: overlays/staging, repoURL: ${JSON.stringify(here)}, kustomize: {namePrefix: other-}}\n`;

function deployedOnce(tree: Texts, { by, variable, ...own }: Omit<Options, "twice">): Texts {
  const base = tree["base/workloads.yaml"] ?? "";
  const kind = /^kind: (\w+)/m.exec(base)?.[1] ?? "";
  const block = blockOf(kind, own);
  if (by === "Argo CD") {
    const { namespace, replicas } = own;
    const scaled = replicas && ["Deployment", "StatefulSet"].includes(kind);
    const more = [
      ...(namespace ? ["namespace: deployed"] : []),
      ...(scaled ? ["replicas: [{name: api, count: 4}]"] : []),
    ];
    const kustomize = [...block, ...more].map((line) => `      ${line}\n`).join("");
    const source = `    repoURL: ${here}\n    path: overlays/staging\n${kustomize === "" ? "" : `    kustomize:\n${kustomize}`}`;
    return { ...tree, "argocd/staging.yaml": application("staging", `  source:\n${source}`) };
  }
  const target = own.namespace ? ["targetNamespace: deployed"] : [];
  const filled = variable === "none" ? [] : ["postBuild:", `  substitute: {${fills[variable]}}`];
  const spec = ["path: overlays/staging", ...target, ...block, ...filled]
    .map((line) => `  ${line}\n`)
    .join("");
  const written = variable === "none" ? base : base.replaceAll(": 100m", ': "${CPU:=100m}"');
  return {
    ...tree,
    "base/workloads.yaml": written,
    "flux/source.yaml": fluxSystem,
    "flux/staging.yaml": fluxKustomization("staging", spec),
  };
}

const fills = { set: "CPU: 150m", default: "ZONE: eu" } as const;

function blockOf(kind: string, own: Omit<Options, "by" | "variable" | "twice">): readonly string[] {
  return [
    ...(own.prefix ? ["namePrefix: before-"] : []),
    ...(own.suffix ? ["nameSuffix: -after"] : []),
    ...(own.component ? ["components: [../../component]"] : []),
    ...(own.patch === "none" ? [] : ["patches:", ...patchOf(kind, own.patch)]),
  ];
}

function patchOf(kind: string, style: "merge" | "operations"): readonly string[] {
  const keys = { Pod: ["spec"], CronJob: ["spec", "jobTemplate", "spec", "template", "spec"] }[kind];
  const path = keys ?? ["spec", "template", "spec"];
  const target = `  target: {kind: ${kind}, name: api}`;
  const requests = { requests: { cpu: "123m" } };
  if (style === "operations") {
    const operation = { op: "add", path: `/${path.join("/")}/containers/0/resources`, value: requests };
    return ["- patch: |-", `    [${JSON.stringify(operation)}]`, target];
  }
  const containers: unknown = { containers: [{ name: "app", resources: requests }] };
  const spec = path.reduceRight((below, key) => ({ [key]: below }), containers);
  const apiVersion = { CronJob: "batch/v1", Rollout: "argoproj.io/v1alpha1", Pod: "v1" }[kind] ?? "apps/v1";
  const patch = { apiVersion, kind, metadata: { name: "api" }, ...(spec as object) };
  return ["- patch: |-", `    ${JSON.stringify(patch)}`, target];
}

/** A render with kubectl alone, from what a second implementation says that a deployer makes of the texts. */
async function leavesIn(environment: Environment, texts: Texts): Promise<Leaves> {
  if (environment.kind !== "kustomization") throw new Error(`${environment.name} is no kustomization`);
  const repository = { paths: Object.keys(texts), read: (path: string) => texts[path] ?? "" };
  const written = kustomizationAsDeployed(environment, repository);
  const workspace = await renderer.open(repositoryOf(texts));
  try {
    const overlay = new Map(written === null ? [] : [[written.file, written.text]]);
    const rendered = await workspace.kustomize(environment.path, overlay);
    if (!rendered.ok) throw new Error(rendered.error);
    return leavesOf(filledIn(rendered.value, environment, repository));
  } finally {
    await workspace.close();
  }
}

function valueIn(leaves: Leaves, found: LocatedContainer, setting: SettingName): string | undefined {
  const { namespace, kind, name, container } = found.trace;
  const object = `${found.trace.apiVersion} ${kind} ${namespace ?? ""}/${name}.`;
  const field = `[${container}].resources.${setting}`;
  return [...leaves].find(([path]) => path.startsWith(object) && path.endsWith(field))?.[1];
}

function inStaging({ containers }: Located): readonly LocatedContainer[] {
  return containers.filter(({ environment }) => environment.path === "overlays/staging");
}

describe.skipIf(kubectl === null)("whatever a deployer adds to whatever kustomization", () => {
  test("the value that is located is the one that is deployed, and its edit changes that and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(kustomizeTree, options, fc.nat(), async (tree, own, pick) => {
        const texts = deployed(tree, own);
        const located = await locateSettings(repositoryOf(texts), renderer);
        expect([located.notices, located.unlocated]).toEqual([[], []]);
        const all = inStaging(located).flatMap((container) =>
          settingNames.map((setting) => ({ container, setting })),
        );
        const before = new Map<Environment, Leaves>();
        for (const one of located.survey.environments) before.set(one, await leavesIn(one, texts));
        for (const { container, setting } of all) {
          const leaves = before.get(container.environment) ?? new Map();
          expect(container.settings[setting].raw).toBe(valueIn(leaves, container, setting) ?? null);
        }

        const offered = all.filter(({ container, setting }) => container.settings[setting].place.ok);
        const chosen = offered[pick % Math.max(1, offered.length)];
        if (chosen === undefined) return;
        const value = chosen.setting.endsWith("cpu") ? "7777m" : "7777Mi";
        const changes = [{ setting: chosen.setting, value }];
        const plan = planEdits(located, [{ container: chosen.container, changes }]);
        if (!plan.ok) throw new Error(JSON.stringify(plan.error));
        const proof = await proveEdits(located, renderer, plan.value);
        if (!proof.ok) throw new Error(JSON.stringify(proof.error));
        const edited = { ...texts };
        for (const { path, after } of proof.value.changes) edited[path] = after;

        for (const [environment, leaves] of before) {
          const changed = differences(leaves, await leavesIn(environment, edited));
          const isMeant = environment === chosen.container.environment;
          expect(changed.map((one) => one.value)).toEqual(isMeant ? [value] : []);
        }
        for (const [path, edits] of plan.value.edits) {
          const applied = applyEdits(texts[path] ?? "", edits);
          const back = applied.ok ? applyEdits(applied.value.text, applied.value.inverse) : applied;
          expect(back.ok && back.value.text).toBe(texts[path]);
        }
      }),
      { numRuns: runs(8), endOnFailure: true },
    );
  });
});
