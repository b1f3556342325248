import type { Behavior, ScalingPolicy } from "./behavior.ts";

interface ScaleEvent {
  readonly at: number;
  readonly change: number;
}

/** What was scaled lately, which is what policies count against. Lost when the controller restarts. */
export class ScaleEvents {
  readonly #longest: number;
  #events: ScaleEvent[] = [];

  constructor(behavior: Behavior) {
    const policies = [...behavior.scaleUp.policies, ...behavior.scaleDown.policies];
    this.#longest = policies.reduce((most, { periodSeconds }) => Math.max(most, periodSeconds), 0);
  }

  add(at: number, change: number): void {
    if (change === 0) return;
    this.#events = this.#events.filter((event) => event.at > at - this.#longest);
    this.#events.push({ at, change });
  }

  /** Replicas at the start of a policy's period. */
  startOf({ periodSeconds }: ScalingPolicy, current: number, now: number): number {
    let start = current;
    for (const { at, change } of this.#events) if (at > now - periodSeconds) start -= change;
    return start;
  }
}
