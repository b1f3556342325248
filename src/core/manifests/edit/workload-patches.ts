import type { SettingName } from "../../model/index.ts";
import type { LocatedCount } from "../counts/located-count.ts";
import type { KustomizeOptions } from "../deployments/deployment.ts";
import type { Kustomization } from "../kustomization.ts";
import type { Located, LocatedContainer } from "../located.ts";
import type { Addition } from "./draft.ts";
import type { CountPatch, WorkloadPatch } from "./patch-body.ts";

/** What the kustomization that gets a patch does to names and namespaces afterwards. */
export type Renaming = Pick<Kustomization, "namePrefix" | "nameSuffix" | "namespace">;

/** Groups new values for an environment's own kustomization: one patch for each workload. */
export function groupPatches(
  located: Located,
  renaming: Renaming,
  changes: readonly { readonly container: LocatedContainer; readonly addition: Addition<SettingName> }[],
): readonly WorkloadPatch[] {
  const patches = new Map<string, WorkloadPatch>();
  for (const { container, addition } of changes) {
    const { trace, kind, namespace } = container;
    const key = JSON.stringify([namespace, kind, container.name]);
    const patch = patches.get(key) ?? {
      apiVersion: trace.apiVersion,
      kind,
      name: nameBeforeAffixes(container, renaming),
      namespace: namespaceToSelect(located.containers, renaming, container),
      containers: [],
    };
    const others = patch.containers.filter(({ traced }) => traced !== trace);
    const own = patch.containers.find(({ traced }) => traced === trace);
    const additions = [...(own?.additions ?? []), addition];
    const containers = [...others, { traced: trace, before: namesBefore(located, container), additions }];
    patches.set(key, { ...patch, containers });
  }
  return [...patches.values()];
}

/** The same for counts: one patch for each object. */
export function groupCountPatches(
  located: Located,
  renaming: Renaming,
  changes: readonly { readonly count: LocatedCount; readonly addition: Addition }[],
): readonly CountPatch[] {
  const patches = new Map<string, CountPatch>();
  for (const { count, addition } of changes) {
    const { kind, namespace, trace } = count;
    const key = JSON.stringify([namespace, kind, count.name]);
    const patch = patches.get(key) ?? {
      kind,
      name: nameBeforeAffixes(count, renaming),
      namespace: namespaceToSelect(located.counts, renaming, count),
      counts: [],
    };
    patches.set(key, { ...patch, counts: [...patch.counts, { path: trace.path, addition }] });
  }
  return [...patches.values()];
}

function namesBefore({ containers }: Located, wanted: LocatedContainer): readonly string[] {
  const siblings = containers.filter(
    ({ environment, kind, name, namespace, init, trace }) =>
      environment === wanted.environment &&
      kind === wanted.kind &&
      name === wanted.name &&
      namespace === wanted.namespace &&
      init === wanted.init &&
      trace.index < wanted.trace.index,
  );
  return siblings.map(({ container }) => container);
}

type LocatedObject = Pick<LocatedContainer | LocatedCount, "environment" | "kind" | "name" | "namespace">;

// Kustomize applies patches before it adds the prefix and suffix of the same kustomization. Those of a deployer take
// their place, or come around them where the kustomization is inside of one that the deployer writes.
function nameBeforeAffixes({ name, environment }: LocatedObject, renaming: Renaming): string {
  const options = optionsOf(environment);
  if (options?.kustomization === "generated") return withoutAffixes(withoutAffixes(name, options), renaming);
  return withoutAffixes(name, {
    namePrefix: options?.namePrefix || renaming.namePrefix,
    nameSuffix: options?.nameSuffix || renaming.nameSuffix,
  });
}

function withoutAffixes(
  name: string,
  { namePrefix, nameSuffix }: Pick<Renaming, "namePrefix" | "nameSuffix">,
): string {
  const start = name.startsWith(namePrefix) ? namePrefix.length : 0;
  const end = name.endsWith(nameSuffix) ? name.length - nameSuffix.length : name.length;
  return end > start ? name.slice(start, end) : name;
}

function optionsOf(environment: LocatedObject["environment"]): KustomizeOptions | null {
  return environment.kind === "kustomization" ? environment.deployer.options : null;
}

function namespaceToSelect(
  all: readonly LocatedObject[],
  renaming: Renaming,
  wanted: LocatedObject,
): string | null {
  if (renaming.namespace !== null || (optionsOf(wanted.environment)?.namespace ?? null) !== null) return null;
  const twin = all.some(
    ({ environment, kind, name, namespace }) =>
      environment === wanted.environment &&
      kind === wanted.kind &&
      name === wanted.name &&
      namespace !== wanted.namespace,
  );
  return twin ? wanted.namespace : null;
}
