import type { RepositoryFiles } from "../../src/core/model/index.ts";
import { type Chance, chanceFor } from "../../test/support/estate/random.ts";
import { chartFiles } from "./chart-files.ts";
import { deployment, plainObject, whole } from "./manifest-texts.ts";

export interface RepositorySize {
  /** YAML files, about. */
  readonly files: number;
  /** Kustomizations that nothing includes. */
  readonly environments: number;
  readonly seed: number;
}

const stages = ["dev", "test", "staging", "canary", "production-eu", "production-us"] as const;

/**
 * A repository as a platform team keeps it: applications with a base and an overlay for each stage, components that
 * overlays share, charts with values for each stage, and a good deal of YAML that holds no workload. The same size
 * gives the same bytes.
 */
export function generateRepository(size: RepositorySize): RepositoryFiles {
  const chanceOf = (name: string): Chance => chanceFor(size.seed, name);
  const texts = new Map<string, string>(components());
  const apps = Math.ceil(size.environments / stages.length);
  const overlayFiles = size.environments * 4;
  // Half of the rest is read by kustomize.
  const perBase = Math.max(4, Math.floor((size.files - overlayFiles) / 2 / apps));
  for (let app = 0; app < apps; app++) {
    const first = app * stages.length;
    const own = stages.slice(0, Math.min(stages.length, size.environments - first));
    for (const [path, text] of application(`app-${app}`, perBase, own, chanceOf(`app-${app}`)))
      texts.set(path, text);
  }
  for (let chart = 0; texts.size + 10 <= size.files && chart < size.files / 250; chart++) {
    for (const [path, text] of chartFiles(`chart-${chart}`, stages, chanceOf(`chart-${chart}`)))
      texts.set(path, text);
  }
  for (let other = 0; texts.size < size.files; other++) {
    texts.set(
      `platform/group-${other % 40}/object-${other}.yaml`,
      plainObject(`object-${other}`, chanceOf(`object-${other}`)),
    );
  }
  return {
    origin: "a generated repository",
    files: new Map([...texts].map(([path, text]) => [path, { kind: "text", text }])),
  };
}

function components(): readonly (readonly [string, string])[] {
  const component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";
  return [
    [
      "components/sidecar/kustomization.yaml",
      `${component}patches:\n- path: sidecar.yaml\n  target: {kind: Deployment, name: service-0}\n`,
    ],
    [
      "components/sidecar/sidecar.yaml",
      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: any\nspec:\n  template:\n    spec:\n      containers:\n      - name: proxy\n        image: envoy:1.30\n        resources:\n          requests:\n            cpu: 50m\n            memory: 64Mi\n",
    ],
    ["components/labels/kustomization.yaml", `${component}labels:\n- pairs: {team: platform}\n`],
  ];
}

function application(
  name: string,
  perBase: number,
  own: readonly string[],
  chance: Chance,
): readonly (readonly [string, string])[] {
  const files: (readonly [string, string])[] = [];
  const resources: string[] = [];
  // A workload, and two or three objects around it.
  const services = Math.max(1, Math.floor((perBase - 1) / 4));
  for (let service = 0; service < services; service++) {
    resources.push(`service-${service}.yaml`);
    files.push([`apps/${name}/base/service-${service}.yaml`, deployment(`service-${service}`, chance)]);
  }
  for (let object = 0; object < perBase - 1 - services; object++) {
    resources.push(`object-${object}.yaml`);
    files.push([`apps/${name}/base/object-${object}.yaml`, plainObject(`object-${object}`, chance)]);
  }
  files.push([
    `apps/${name}/base/kustomization.yaml`,
    `resources:\n${resources.map((path) => `- ${path}\n`).join("")}`,
  ]);
  for (const stage of own)
    files.push(...overlay(`apps/${name}/overlays/${stage}`, `${name}-${stage}`, services, chance));
  return files;
}

function overlay(
  folder: string,
  namespace: string,
  services: number,
  chance: Chance,
): readonly (readonly [string, string])[] {
  const patched = whole(chance, 0, services - 1);
  const shared =
    chance() < 0.5 ? "components:\n- ../../../../components/sidecar\n- ../../../../components/labels\n" : "";
  const kustomization = `resources:
- ../../base
- quota.yaml
${shared}namespace: ${namespace}
images:
- name: service-0
  newTag: "1.${whole(chance, 0, 40)}"
patches:
- path: resources.yaml
- path: replicas.yaml
- target: {kind: Deployment, name: service-0}
  patch: |-
    - op: replace
      path: /spec/template/spec/containers/0/resources/requests/memory
      value: ${whole(chance, 1, 8)}Gi
`;
  const head = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: service-${patched}\nspec:\n`;
  return [
    [`${folder}/kustomization.yaml`, kustomization],
    [
      `${folder}/resources.yaml`,
      `${head}  template:\n    spec:\n      containers:\n      - name: main\n        resources:\n          requests:\n            cpu: ${whole(chance, 1, 40) * 50}m\n`,
    ],
    [`${folder}/replicas.yaml`, `${head}  replicas: ${whole(chance, 1, 9)}\n`],
    [`${folder}/quota.yaml`, plainObject("quota", chance)],
  ];
}

/** The same repository with one file of the first application's base under another name, as `git mv` and an edit leave it. */
export function renameOne(repository: RepositoryFiles): RepositoryFiles {
  const [base, old, now] = ["apps/app-0/base/kustomization.yaml", "service-0.yaml", "main-service.yaml"];
  const files = new Map(
    [...repository.files].map(([path, file]) => [
      path === `apps/app-0/base/${old}` ? `apps/app-0/base/${now}` : path,
      file,
    ]),
  );
  const kustomization = files.get(base);
  if (kustomization?.kind !== "text") throw new Error(`there is no ${base}`);
  files.set(base, { kind: "text", text: kustomization.text.replace(old, now) });
  return { ...repository, files };
}
