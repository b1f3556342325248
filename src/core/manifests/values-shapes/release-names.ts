import type { Data } from "../data.ts";
import { textAt } from "../data.ts";
import { wordsOf } from "./words.ts";

/** Beginnings of the names that a chart gives its workloads. */
export interface ReleaseNames {
  readonly bases: readonly string[];
  /** Words that may stand in any name of the release. */
  readonly words: ReadonlySet<string>;
}

/**
 * By `helm create`: the release's name if it holds the chart's, else both; `nameOverride` takes the place of the
 * chart's name, `fullnameOverride` that of all. Many charts of one product ignore the release and use their own name.
 */
export function releaseNames(release: string, chart: string | null, values: Data): ReleaseNames {
  const full = textAt(values, ["fullnameOverride"]) || null;
  const name = textAt(values, ["nameOverride"]) || chart;
  const composed = name === null || release.includes(name) ? release : `${release}-${name}`;
  const bases = [full, composed, release, name, chart].filter((base) => base !== null).flatMap(shortened);
  return { bases: [...new Set(bases)], words: new Set(bases.flatMap(wordsOf)) };
}

// Labels allow 63 characters, and kube-prometheus-stack leaves room for what its operator adds.
function shortened(name: string): readonly string[] {
  return [name, ...[63, 26].filter((most) => name.length > most).map((most) => name.slice(0, most))];
}
