import type { World } from "../state/world.ts";
import type { Actor } from "./actor.ts";
import type { Reply } from "./reply.ts";

interface Window {
  used: number;
  resetsAt: number;
}

interface Asked {
  readonly at: number;
  readonly writes: boolean;
}

/** Primary and secondary limits, counted by token on the world's clock. */
export class RateLimits {
  readonly #world: World;
  readonly #hours = new Map<string, Window>();
  readonly #recent = new Map<string, readonly Asked[]>();

  constructor(world: World) {
    this.#world = world;
  }

  /** The refusal, or null when the request may go on. */
  count(actor: Actor, createsContent: boolean, points = 1): Reply | null {
    const window = this.#window(actor);
    if (window.used >= this.#world.limits.perHour) {
      return refusal(403, "API rate limit exceeded for user.", {});
    }
    window.used += points;
    return this.#secondary(keyOf(actor), createsContent);
  }

  /** Counted also where it refuses: asking again and again does not help. */
  #secondary(key: string, writes: boolean): Reply | null {
    const now = this.#world.now().getTime();
    const recent = (this.#recent.get(key) ?? []).filter((each) => each.at > now - 3_600_000);
    this.#recent.set(key, [...recent, { at: now, writes }]);
    const minute = recent.filter((each) => each.at > now - 60_000);
    const written = (of: readonly Asked[]): number => of.filter((each) => each.writes).length;
    const { limits } = this.#world;
    const points = minute.length + 4 * written(minute);
    const isOver =
      points >= limits.pointsPerMinute ||
      (writes && (written(minute) >= limits.contentPerMinute || written(recent) >= limits.contentPerHour));
    if (!isOver) return null;
    const { secondaryRetryAfter: wait, secondaryStatus } = limits;
    const headers: Record<string, string> = wait === null ? {} : { "retry-after": `${wait}` };
    return refusal(secondaryStatus, "You have exceeded a secondary rate limit.", headers);
  }

  /** A conditional request that found nothing new is free. */
  refund(actor: Actor): void {
    this.#window(actor).used -= 1;
  }

  headers(actor: Actor): Record<string, string> {
    const { limit, used, remaining, reset } = this.status(actor);
    return {
      "x-ratelimit-limit": `${limit}`,
      "x-ratelimit-remaining": `${remaining}`,
      "x-ratelimit-used": `${used}`,
      "x-ratelimit-reset": `${reset}`,
      "x-ratelimit-resource": "core",
    };
  }

  status(actor: Actor): { limit: number; used: number; remaining: number; reset: number } {
    const limit = this.#world.limits.perHour;
    const { used, resetsAt } = this.#window(actor);
    return { limit, used, remaining: Math.max(0, limit - used), reset: Math.ceil(resetsAt / 1000) };
  }

  #window(actor: Actor): Window {
    const now = this.#world.now().getTime();
    const key = keyOf(actor);
    const current = this.#hours.get(key);
    if (current !== undefined && current.resetsAt > now) return current;
    const fresh = { used: 0, resetsAt: now + 3_600_000 };
    this.#hours.set(key, fresh);
    return fresh;
  }
}

function keyOf(actor: Actor): string {
  if (actor.kind === "app") return `app ${actor.app.id}`;
  return actor.kind === "anonymous" ? "anonymous" : actor.token;
}

function refusal(status: number, message: string, headers: Record<string, string>): Reply {
  const body = { message, documentation_url: "https://docs.github.com/rest", status: `${status}` };
  return { status, headers, body };
}
