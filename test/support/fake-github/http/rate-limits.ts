import type { World } from "../state/world.ts";
import type { Actor } from "./actor.ts";
import type { Reply } from "./reply.ts";

interface Window {
  used: number;
  resetsAt: number;
}

/** Primary and content-creation limits, counted by token on the world's clock. */
export class RateLimits {
  readonly #world: World;
  readonly #hours = new Map<string, Window>();
  readonly #content = new Map<string, number[]>();

  constructor(world: World) {
    this.#world = world;
  }

  /** The refusal, or null when the request may go on. */
  count(actor: Actor, createsContent: boolean): Reply | null {
    const window = this.#window(actor);
    if (window.used >= this.#world.limits.perHour) {
      return refusal(403, "API rate limit exceeded for user.", {});
    }
    window.used += 1;
    if (!createsContent) return null;
    const now = this.#world.now().getTime();
    const key = keyOf(actor);
    const recent = (this.#content.get(key) ?? []).filter((at) => at > now - 60_000);
    this.#content.set(key, [...recent, now]);
    return recent.length < this.#world.limits.contentPerMinute
      ? null
      : refusal(403, "You have exceeded a secondary rate limit.", { "retry-after": "60" });
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
