import { type Behavior, controllerDownWindow } from "./behavior.ts";
import { type Bounds, limitRate } from "./limit-rate.ts";
import { ScaleEvents } from "./scale-events.ts";
import { SlidingExtreme } from "./sliding-extreme.ts";

/** Seconds between two looks, `--horizontal-pod-autoscaler-sync-period`. */
export const syncPeriod = 15;

/** The replicas to have after a look at `now` (seconds), where `wanted` (`null`: no valid metric) was proposed. */
export interface Controller {
  tick(now: number, current: number, wanted: number | null): number;
}

/** The HorizontalPodAutoscaler controller (v2) for one object; without a `behavior` it is the older path. */
export function controllerOf(bounds: Bounds, behavior: Behavior | null): Controller {
  const path = behavior === null ? new LegacyPath(bounds) : new BehaviorPath(bounds, behavior);
  let isFirst = true;
  return {
    tick(now, current, wanted) {
      if (isFirst) path.remember(now, current);
      isFirst = false;
      // Somebody scaled it to nothing, which turns the autoscaler off.
      if (current === 0 && bounds.min > 0) return current;
      const next = nextOf(now, current, wanted);
      path.scaled(now, next - current);
      return next;
    },
  };

  function nextOf(now: number, current: number, wanted: number | null): number {
    // Bounds are obeyed at once, past all windows and policies.
    if (current > bounds.max) return bounds.max;
    if (current < bounds.min) return bounds.min;
    return wanted === null ? current : path.normalise(now, current, wanted);
  }
}

interface Path {
  remember(now: number, wanted: number): void;
  normalise(now: number, current: number, wanted: number): number;
  scaled(now: number, change: number): void;
}

/** Takes the highest wish of five minutes; up it may double, or reach four, with every tick. */
export class LegacyPath implements Path {
  readonly #bounds: Bounds;
  readonly #highest = new SlidingExtreme("highest", controllerDownWindow, true);

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  remember(now: number, wanted: number): void {
    this.#highest.add(now, wanted);
  }

  normalise(now: number, current: number, wanted: number): number {
    const { min, max } = this.#bounds;
    const stable = this.#highest.add(now, wanted);
    return Math.max(min, Math.min(stable, max, Math.max(2 * current, 4)));
  }

  scaled(): void {}
}

/** Moves only as far as the wishes of both windows agree, and as fast as the policies allow. */
export class BehaviorPath implements Path {
  readonly #given: Parameters<typeof limitRate>[3];
  readonly #events: ScaleEvents;
  readonly #lowest: SlidingExtreme;
  readonly #highest: SlidingExtreme;

  constructor(bounds: Bounds, behavior: Behavior) {
    this.#events = new ScaleEvents(behavior);
    this.#given = { behavior, bounds, events: this.#events };
    this.#lowest = new SlidingExtreme("lowest", behavior.scaleUp.stabilizationWindowSeconds, false);
    this.#highest = new SlidingExtreme("highest", behavior.scaleDown.stabilizationWindowSeconds, false);
  }

  remember(now: number, wanted: number): void {
    this.#lowest.add(now, wanted);
    this.#highest.add(now, wanted);
  }

  normalise(now: number, current: number, wanted: number): number {
    const up = this.#lowest.add(now, wanted);
    const down = this.#highest.add(now, wanted);
    const stable = Math.min(Math.max(current, up), down);
    return limitRate(stable, current, now, this.#given);
  }

  scaled(now: number, change: number): void {
    this.#events.add(now, change);
  }
}
