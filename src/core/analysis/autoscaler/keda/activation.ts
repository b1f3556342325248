import type { ScaledObject } from "./scaled-object.ts";

/** Of the loop between nothing and the first replica. Seconds. */
export interface ActivationState {
  readonly current: number;
  readonly createdAt: number;
  readonly lastActive: number | null;
}

/** What one look at the triggers found. */
export interface Polled {
  readonly isActive: boolean;
  readonly hasError: boolean;
}

export interface Activation {
  readonly replicas: number;
  readonly lastActive: number | null;
}

/**
 * One poll. The way down goes from any number straight to `idle` or `min`, past all policies of the autoscaler; the
 * cooldown concerns this way only, never N to 1.
 */
export function activate(
  scaled: ScaledObject,
  state: ActivationState,
  polled: Polled,
  now: number,
): Activation {
  const { current, lastActive } = state;
  const { min, idle, paused } = scaled;
  const stays = { replicas: current, lastActive };
  if (paused.scaleIn && paused.scaleOut) return stays;
  if (polled.isActive) {
    if (current === 0 || (idle !== null && current < min)) {
      return paused.scaleOut ? stays : { replicas: Math.max(min, 1), lastActive: now };
    }
    return polled.hasError ? stays : { replicas: current, lastActive: now };
  }
  // A trigger that cannot be asked is no reason to stop what runs.
  if (polled.hasError && (scaled.fallback === null || current !== 0)) return stays;
  const floor = idle ?? min;
  if ((idle !== null && current > idle) || (current > 0 && min === 0)) {
    return paused.scaleIn || !isCooledDown(scaled, state, now) ? stays : { replicas: floor, lastActive };
  }
  return idle === null && current < min && !paused.scaleOut ? { replicas: min, lastActive } : stays;
}

function isCooledDown(
  { cooldown, initialCooldown }: ScaledObject,
  { lastActive, createdAt }: ActivationState,
  now: number,
): boolean {
  return lastActive === null ? createdAt + initialCooldown < now : lastActive + cooldown < now;
}
