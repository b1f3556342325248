import { PortError } from "../ports/port-error.ts";

/**
 * Asks something about several namespaces at once; where that fails, about halves of them, until what fails is one
 * namespace, whose answer is `null`.
 */
export async function askEach<Answer>(
  namespaces: readonly string[],
  ask: (namespaces: readonly string[]) => Promise<readonly Answer[]>,
  namespaceOf: (answer: Answer) => string | undefined,
  onFailure: (namespace: string, error: PortError) => void,
): Promise<ReadonlyMap<string, readonly Answer[] | null>> {
  try {
    return byNamespace(namespaces, namespaces.length === 0 ? [] : await ask(namespaces), namespaceOf);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    const [first, ...others] = namespaces;
    if (first !== undefined && others.length === 0) {
      onFailure(first, error);
      return new Map([[first, null]]);
    }
  }
  const middle = Math.ceil(namespaces.length / 2);
  const left = await askEach(namespaces.slice(0, middle), ask, namespaceOf, onFailure);
  const right = await askEach(namespaces.slice(middle), ask, namespaceOf, onFailure);
  return new Map([...left, ...right]);
}

/** Sorts answers by namespace; each of those asked for is there. */
export function byNamespace<Answer>(
  namespaces: readonly string[],
  answers: readonly Answer[],
  namespaceOf: (answer: Answer) => string | undefined,
): ReadonlyMap<string, readonly Answer[]> {
  const sorted = new Map<string, Answer[]>(namespaces.map((namespace) => [namespace, []]));
  for (const answer of answers) sorted.get(namespaceOf(answer) ?? "")?.push(answer);
  return sorted;
}
