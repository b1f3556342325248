import type { Autoscaler } from "../model/index.ts";
import type { Located, LocatedContainer } from "./located.ts";

/**
 * The autoscalers in the repository that name this workload, also when kustomize puts a prefix or suffix around the
 * name. A namespace tells them apart only where both name one.
 */
export function autoscalersOf({ survey }: Located, container: LocatedContainer): readonly Autoscaler[] {
  const affixes = [...survey.kustomizations.values()].map(
    ({ namePrefix, nameSuffix }) => [namePrefix, nameSuffix] as const,
  );
  const names = (bare: string): boolean =>
    bare === container.name ||
    affixes.some(([prefix, suffix]) => `${prefix}${bare}${suffix}` === container.name);
  return survey.autoscalers
    .filter(
      ({ targetKind, targetName, namespace }) =>
        targetKind === container.kind &&
        names(targetName) &&
        (namespace === null || container.namespace === null || namespace === container.namespace),
    )
    .map(({ name, utilizationOf }) => ({ name, utilizationOf }));
}
