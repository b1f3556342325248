import {
  type BackOff,
  ContainerState,
  firstBackOffSeconds,
  type Kill,
  type Reading,
} from "../estate/container-state.ts";
import { coresNeeded } from "../estate/cpu-demand.ts";
import type { ContainerDesign } from "../estate/design.ts";
import type { Node, Pod } from "../estate/estate.ts";
import { bytesNeeded } from "../estate/memory-demand.ts";
import { podIp, suffix, uid } from "../estate/names.ts";
import { chanceFor } from "../estate/random.ts";
import type { Knobs, Load } from "./load.ts";
import type { PodTemplate } from "./manifests.ts";
import { Service } from "./service.ts";

/** A pod that lives in a cluster. Times are Unix seconds. */
export interface PodPlace {
  readonly seed: number;
  readonly name: string;
  readonly replicaSet: string;
  readonly node: Node;
  readonly at: number;
}

// Pulling the image and starting; then the readiness probe has to pass.
const startingSeconds = 10;
const readySeconds = 30;

export class PodRun {
  readonly template: PodTemplate;
  readonly containers: readonly ContainerDesign[];
  readonly service: Service | null;
  readonly #place: PodPlace;
  readonly #states: readonly ContainerState[];
  #readings: Reading[][];
  #readiness: { readonly time: number; readonly isReady: boolean }[] = [];
  #isUp = false;
  #last: readonly (Reading | null)[] = [];
  #stoppedAt = Number.POSITIVE_INFINITY;

  /** `share`: which part of the workload's demand falls to a pod that is ready. */
  constructor(template: PodTemplate, place: PodPlace, load: Load, knobs: Knobs, share: () => number) {
    this.template = template;
    this.#place = place;
    this.containers = template.containers.map((container) => ({
      ...container,
      ...loadOf(load, container.name),
    }));
    this.#states = this.containers.map((container) => {
      const chance = chanceFor(place.seed, `${place.name}/${container.name}`);
      const bytes = bytesNeeded(container.memory, container.cpu, chance);
      return new ContainerState(
        container,
        coresNeeded(container.cpu, (time) => (this.isReady(time) ? share() * knobs.cpu : 0), chance),
        (at, age) => bytes(at, age) * knobs.memory,
        place.at + startingSeconds,
        crashLoopBackOff,
      );
    });
    this.#readings = this.containers.map(() => []);
    this.service = load.traffic === undefined ? null : new Service(load.traffic);
  }

  get startedAt(): number {
    return this.#place.at + startingSeconds;
  }

  /** Runs to the next scrape. */
  step(at: number): void {
    this.#last = this.#states.map((state) => state.step(at * 1000));
    this.#last.forEach((reading, i) => {
      if (reading !== null) this.#readings[i]?.push(reading);
    });
    this.#isUp = this.#last.every((reading) => reading !== null);
  }

  /** Remembers whether it is ready, for whoever looks later. */
  note(at: number): void {
    this.#readiness.push({ time: at * 1000, isReady: this.isReady(at) });
  }

  takeReadiness(): readonly { readonly time: number; readonly isReady: boolean }[] {
    const taken = this.#readiness;
    this.#readiness = [];
    return taken;
  }

  isReady(at: number): boolean {
    return this.#isUp && at - this.startedAt >= readySeconds;
  }

  /** Cores used at the last scrape; `null` where it was down. */
  get cores(): number | null {
    return this.#isUp ? this.#last.reduce((sum, reading) => sum + (reading?.coresUsed ?? 0), 0) : null;
  }

  /** The first container, which serves. */
  get serving(): Reading | null {
    return this.#last[0] ?? null;
  }

  stop(at: number): void {
    this.#stoppedAt = at;
  }

  get stoppedAt(): number {
    return this.#stoppedAt;
  }

  get kills(): readonly (readonly Kill[])[] {
    return this.#states.map(({ kills }) => kills);
  }

  /** What was read since it was last taken, by container. */
  takeReadings(): readonly (readonly Reading[])[] {
    const taken = this.#readings;
    this.#readings = this.containers.map(() => []);
    return taken;
  }

  asPod(): Pod {
    const { name, node, replicaSet, at } = this.#place;
    return {
      ...{ name, uid: uid(name), ip: podIp(name), node, createdAt: at, startedAt: this.startedAt },
      owner: { kind: "ReplicaSet", name: replicaSet },
      stoppedAt: this.#stoppedAt,
      deletedAt: this.#stoppedAt,
    };
  }
}

export function podName(replicaSet: string, number: number): string {
  return `${replicaSet}-${suffix(`${replicaSet}/${number}`, 5)}`;
}

function loadOf(load: Load, container: string): Load["containers"][string] {
  const found = load.containers[container];
  if (found === undefined) throw new Error(`nothing says what the container ${container} has to do`);
  return found;
}

// The kubelet's: twice as long each time, five minutes at most, from the beginning after ten minutes of peace.
const crashLoopBackOff: BackOff = (kills) => {
  let seconds = firstBackOffSeconds;
  for (let i = kills.length - 1; i > 0; i -= 1) {
    const [earlier, later] = [kills[i - 1], kills[i]];
    if (earlier === undefined || later === undefined) break;
    if (later.at - (earlier.downUntil ?? earlier.at) >= 600) break;
    seconds = Math.min(300, seconds * 2);
  }
  return seconds;
};
