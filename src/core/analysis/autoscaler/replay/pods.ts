interface Batch {
  count: number;
  readonly readyAt: number;
  readonly measuredAt: number;
}

/** How long a pod takes, in seconds. */
export interface PodLags {
  /** From the scale to a pod that is ready: scheduling, image, start, probe; and a node, where one must come first. */
  readonly startup: number;
  /** From ready to the first sample that is the pod's own. */
  readonly window: number;
  /** By how much a sample is older than the look that uses it. */
  readonly metric: number;
}

/** The pods of a workload in a replay. The youngest are the first to go, as a ReplicaSet does it. */
export class Pods {
  readonly #lags: PodLags;
  #young: Batch[] = [];
  #warm: Batch[] = [];
  ready: number;
  measured: number;
  total: number;

  /** All of the first are ready and measured. */
  constructor(first: number, lags: PodLags) {
    this.#lags = lags;
    this.ready = first;
    this.measured = first;
    this.total = first;
  }

  /** Lets time pass until `now`. */
  wait(now: number): void {
    for (let first = this.#young[0]; first !== undefined && first.readyAt <= now; first = this.#young[0]) {
      this.ready += first.count;
      this.#warm.push(first);
      this.#young.shift();
    }
    for (let first = this.#warm[0]; first !== undefined && first.measuredAt <= now; first = this.#warm[0]) {
      this.measured += first.count;
      this.#warm.shift();
    }
  }

  scale(now: number, to: number): void {
    if (to > this.total) this.#add(now, to - this.total);
    else this.#remove(this.total - to);
    this.total = to;
  }

  #add(now: number, count: number): void {
    const readyAt = now + this.#lags.startup;
    this.#young.push({ count, readyAt, measuredAt: readyAt + this.#lags.window });
  }

  #remove(count: number): void {
    const rest = count - removeLast(this.#young, count);
    const warm = removeLast(this.#warm, rest);
    this.ready -= rest;
    this.measured -= rest - warm;
  }
}

/** Takes up to `count` pods from the end; says how many it took. */
function removeLast(batches: Batch[], count: number): number {
  let left = count;
  while (left > 0) {
    const last = batches[batches.length - 1];
    if (last === undefined) break;
    const taken = Math.min(left, last.count);
    last.count -= taken;
    left -= taken;
    if (last.count === 0) batches.pop();
  }
  return count - left;
}
