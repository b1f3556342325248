import { err, ok, type Refusal, type Result } from "../model/index.ts";
import { isChosen } from "./environment.ts";
import { explainMiss } from "./explain-miss.ts";
import { describeContainer, type Located, type LocatedContainer } from "./located.ts";

/** What is known of the container that is looked for; `kind` in any case. */
export interface ContainerChoice {
  readonly namespace?: string | undefined;
  readonly kind?: string | undefined;
  readonly name: string;
  readonly container?: string | undefined;
  readonly environment?: string | undefined;
}

/**
 * The one container that is meant. A manifest without a namespace matches any. Errors: `ambiguous-location` or
 * `ambiguous-target` with all that fit, or why there is none.
 */
export function chooseContainer(
  located: Located,
  choice: ContainerChoice,
): Result<LocatedContainer, Refusal> {
  const matches = located.containers.filter((container) => isMeant(container, choice));
  const [first] = matches;
  if (first === undefined) return err(explainMiss(located, choice, choice.environment));
  if (matches.length === 1) return ok(first);
  const places = new Set(matches.map(({ environment }) => environment.name));
  if (places.size > 1) return err({ code: "ambiguous-location", places: [...places].sort() });
  const containers = new Set(matches.map(nameOf));
  return err({ code: "ambiguous-target", containers: [...containers].sort() });
}

function isMeant(
  found: LocatedContainer,
  { namespace, kind, name, container, environment }: ContainerChoice,
) {
  return (
    found.name === name &&
    (kind === undefined || found.kind.toLowerCase() === kind.toLowerCase()) &&
    (namespace === undefined || found.namespace === null || found.namespace === namespace) &&
    (container === undefined || found.container === container) &&
    isChosen(found.environment, environment)
  );
}

function nameOf(container: LocatedContainer): string {
  const { namespace } = container;
  return `${namespace === null ? "" : `${namespace}/`}${describeContainer(container)}`;
}
