import type { Kustomization } from "../kustomization.ts";
import type { Located, LocatedContainer } from "../located.ts";
import type { Addition } from "./draft.ts";
import type { WorkloadPatch } from "./patch-body.ts";

/** Groups new values for an environment's own kustomization: one patch for each workload. */
export function groupPatches(
  located: Located,
  kustomization: Kustomization,
  changes: readonly { readonly container: LocatedContainer; readonly addition: Addition }[],
): readonly WorkloadPatch[] {
  const patches = new Map<string, WorkloadPatch>();
  for (const { container, addition } of changes) {
    const { trace, kind, namespace } = container;
    const key = JSON.stringify([namespace, kind, container.name]);
    const patch = patches.get(key) ?? {
      apiVersion: trace.apiVersion,
      kind,
      name: nameBeforeAffixes(container.name, kustomization),
      namespace: namespaceToSelect(located, kustomization, container),
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

// Kustomize applies patches before it adds the prefix and suffix of the same kustomization.
function nameBeforeAffixes(name: string, { namePrefix, nameSuffix }: Kustomization): string {
  const start = name.startsWith(namePrefix) ? namePrefix.length : 0;
  const end = name.endsWith(nameSuffix) ? name.length - nameSuffix.length : name.length;
  return end > start ? name.slice(start, end) : name;
}

function namespaceToSelect(
  { containers }: Located,
  kustomization: Kustomization,
  wanted: LocatedContainer,
): string | null {
  if (kustomization.namespace !== null) return null;
  const twin = containers.some(
    ({ environment, kind, name, namespace }) =>
      environment === wanted.environment &&
      kind === wanted.kind &&
      name === wanted.name &&
      namespace !== wanted.namespace,
  );
  return twin ? wanted.namespace : null;
}
