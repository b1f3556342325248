import type { Traffic } from "./load.ts";

/** Upper bounds of Istio's histogram, in milliseconds, as Envoy has them. */
export const bounds = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000,
  1_800_000, 3_600_000,
] as const;

/** What a sidecar has counted at one scrape. */
export interface Counted {
  /** Unix milliseconds. */
  readonly time: number;
  readonly served: number;
  readonly failed: number;
  /** Milliseconds of all requests together. */
  readonly milliseconds: number;
  /** Requests that took no longer than each of the bounds. */
  readonly within: readonly number[];
}

/** How a pod is doing while it serves for some time. */
export interface Serving {
  readonly requests: number;
  /** Cores needed as a share of those that can be had. */
  readonly load: number;
  readonly latencyFactor: number;
  readonly failing: number;
}

/** Requests that one pod answers: slower the fuller it is, and not at all beyond what it can do. */
export class Service {
  readonly #traffic: Traffic;
  #counted: Counted[] = [];
  #last: Omit<Counted, "time"> = { served: 0, failed: 0, milliseconds: 0, within: bounds.map(() => 0) };

  constructor(traffic: Traffic) {
    this.#traffic = traffic;
  }

  serve(time: number, { requests, load, latencyFactor, failing }: Serving): void {
    const { milliseconds, failing: always = 0.0005 } = this.#traffic;
    const shed = load > 1 ? 1 - 1 / load : 0;
    const failed = requests * Math.min(1, always + failing + shed);
    const median = milliseconds * latencyFactor * waiting(load);
    const last = this.#last;
    this.#last = {
      served: last.served + requests - failed,
      failed: last.failed + failed,
      milliseconds: last.milliseconds + requests * median * meanOverMedian,
      within: last.within.map((count, i) => count + requests * shareWithin(bounds[i] ?? 0, median)),
    };
    this.#counted.push({ time, ...this.#last });
  }

  takeCounted(): readonly Counted[] {
    const taken = this.#counted;
    this.#counted = [];
    return taken;
  }
}

/** How many times longer a request takes where others wait, too: a queue with one server, bounded. */
function waiting(load: number): number {
  return 1 / (1 - Math.min(0.95, load));
}

// Log-logistic: a tail as heavy as latencies have, and shares below a bound in closed form.
const shape = 4;
const meanOverMedian = Math.PI / shape / Math.sin(Math.PI / shape);

function shareWithin(bound: number, median: number): number {
  return 1 / (1 + (median / bound) ** shape);
}
