import { type CountName, err, ok, type Refusal, type Result } from "../../model/index.ts";
import { isChosen } from "../environment.ts";
import { explainMiss } from "../explain-miss.ts";
import type { Located } from "../located.ts";
import { describeObject, type LocatedCount } from "./located-count.ts";

/** What is known of the object that is looked for; `kind` in any case. */
export interface CountChoice {
  readonly namespace?: string | undefined;
  readonly kind?: string | undefined;
  readonly name: string;
  readonly environment?: string | undefined;
}

/**
 * The one count that is meant. A manifest without a namespace matches any. Errors: `ambiguous-location` or
 * `ambiguous-target` with all that fit, or why there is none.
 */
export function chooseCount(
  located: Located,
  count: CountName,
  choice: CountChoice,
): Result<LocatedCount, Refusal> {
  const matches = located.counts.filter((found) => found.count === count && isMeant(found, choice));
  const [first] = matches;
  if (first === undefined) return err(explainMiss(located, choice, choice.environment));
  if (matches.length === 1) return ok(first);
  const places = new Set(matches.map(({ environment }) => environment.name));
  if (places.size > 1) return err({ code: "ambiguous-location", places: [...places].sort() });
  const containers = new Set(matches.map(nameOf));
  return err({ code: "ambiguous-target", containers: [...containers].sort() });
}

/** The counts that the object has; none where there is no such object. */
export function countsOf(located: Located, choice: CountChoice): readonly CountName[] {
  return [...new Set(located.counts.filter((found) => isMeant(found, choice)).map(({ count }) => count))];
}

function isMeant(found: LocatedCount, { namespace, kind, name, environment }: CountChoice): boolean {
  return (
    found.name === name &&
    (kind === undefined || found.kind.toLowerCase() === kind.toLowerCase()) &&
    (namespace === undefined || found.namespace === null || found.namespace === namespace) &&
    isChosen(found.environment, environment)
  );
}

function nameOf(found: LocatedCount): string {
  return `${found.namespace === null ? "" : `${found.namespace}/`}${describeObject(found)}`;
}
