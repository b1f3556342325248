import { instant, type Window } from "../../core/model/index.ts";
import { PortError } from "../../ports/port-error.ts";
import { isTooMuch } from "./read-range.ts";

// As long as a range is halved.
const mostHalvings = 6;

/**
 * What is there at any time in a window, each once: a window that is too heavy for the server, or whose answer is too
 * long, is asked about in halves.
 */
export async function askInHalves<T>(
  window: Window,
  ask: (part: Window, isHalved: boolean) => Promise<readonly T[]>,
  keyOf: (item: T) => string,
  halvings = mostHalvings,
): Promise<readonly T[]> {
  const middle = instant(Math.floor((window.from + window.to) / 2));
  const mayHalve = halvings > 0 && middle > window.from;
  try {
    return await ask(window, mayHalve);
  } catch (problem) {
    if (!mayHalve || !(problem instanceof PortError) || !isTooMuch(problem)) throw problem;
  }
  const all = new Map<string, T>();
  // Both ends are included in a question about series.
  for (const part of [
    { ...window, to: middle },
    { ...window, from: middle },
  ])
    for (const item of await askInHalves(part, ask, keyOf, halvings - 1)) all.set(keyOf(item), item);
  return [...all.values()];
}
