import { type ContainerRef, err, ok, type Refusal, type Result } from "../model/index.ts";
import { isChosen } from "./environment.ts";
import { explainMiss } from "./explain-miss.ts";
import type { Located, LocatedContainer } from "./located.ts";

/**
 * The container that a workload seen in the cluster comes from. A manifest without a namespace matches any, but only
 * when none names the namespace. Errors: `not-in-repository`, `ambiguous-location`, or the problem of the file or
 * environment that explains why it was not found.
 */
export function findContainer(
  located: Located,
  target: ContainerRef,
  choose: { readonly environment?: string } = {},
): Result<LocatedContainer, Refusal> {
  const named = located.containers.filter(
    (found) =>
      found.kind === target.kind &&
      found.name === target.name &&
      found.container === target.container &&
      isChosen(found.environment, choose.environment),
  );
  const exact = named.filter(({ namespace }) => namespace === target.namespace);
  const matches = exact.length > 0 ? exact : named.filter(({ namespace }) => namespace === null);
  const [first] = matches;
  if (first === undefined) return err(explainMiss(located, target, choose.environment));
  if (matches.length === 1) return ok(first);
  const places = [...new Set(matches.map(describePlace))].sort();
  return err({ code: "ambiguous-location", places });
}

function describePlace({ environment, settings }: LocatedContainer): string {
  if (environment.kind !== "raw") return environment.name;
  const place = Object.values(settings).find((setting) => setting.place.ok)?.place;
  return place?.ok ? place.value.location.file : environment.name;
}
