import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Viewpoint } from "../http/router.ts";
import type { Happening } from "../state/happening.ts";
import type { App, Installation, World } from "../state/world.ts";
import { audience } from "./audience.ts";
import { webhookBody, webhookProblems } from "./contract.ts";
import { largestPayload, post, signedRequest } from "./deliver.ts";
import type { Delivery, Hook } from "./delivery.ts";
import { payloadOf } from "./payload.ts";

/** What goes wrong on the way; `hold` keeps a delivery until `release`. */
export type Mishap =
  | { readonly kind: "drop" | "duplicate" | "hold" }
  /** GitHub could not reach the receiver; the list of deliveries says so. */
  | { readonly kind: "fail" }
  | { readonly kind: "delay"; readonly milliseconds: number };

interface Armed {
  readonly event: string;
  readonly mishap: Mishap;
  left: number;
}

type Draft = Omit<Delivery, "id" | "deliveredAt" | "response" | "duration">;

/** Tells apps what happens, where a test gave them an address. */
export class Webhooks {
  /** Oldest first. */
  readonly deliveries: Delivery[] = [];
  /**
   * After so many milliseconds without an answer a delivery has failed. 10,000 at GitHub; compiling descriptions of
   * bodies can stall a busy test machine for longer than that.
   */
  timeout = 60_000;
  readonly #world: World;
  readonly #violations: string[];
  readonly #view: Viewpoint;
  readonly #hooks = new Map<number, Hook>();
  readonly #armed: Armed[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #held: Draft[] = [];

  constructor(world: World, violations: string[], url: string) {
    this.#world = world;
    this.#violations = violations;
    this.#view = { world, actor: { kind: "anonymous" }, apiUrl: url, webUrl: url };
    world.listeners.push((happening) => this.#hear(happening));
  }

  /** From now on the app hears there of what it subscribed to and may know. */
  sendTo(app: { readonly appId: number }, hook: Hook): void {
    this.#hooks.set(app.appId, hook);
  }

  /** `event` is `issue_comment` or `issue_comment.created`; used up after `times` deliveries. */
  arm(event: string, mishap: Mishap, times = 1): void {
    this.#armed.push({ event, mishap, left: times });
  }

  /** Sends what was held, in the order in which it happened or the other way round. */
  release(order: "as it happened" | "reversed" = "as it happened"): void {
    const held = order === "reversed" ? this.#held.reverse() : this.#held;
    this.#held = [];
    for (const draft of held) this.#track(this.#send(draft));
  }

  /** Sends it again under the same GUID; false when there is no such delivery of the app. */
  redeliver(appId: number, id: number): boolean {
    const found = this.deliveries.find((each) => each.id === id && each.appId === appId);
    if (found === undefined) return false;
    this.#track(this.#send({ ...found, isRedelivery: true }));
    return true;
  }

  /** Resolves once every delivery that is under way has its answer. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #hear(happening: Happening): void {
    for (const appId of this.#hooks.keys()) {
      const app = this.#world.apps.get(appId);
      const installation = app === undefined ? null : audience(this.#world, app, happening);
      if (app === undefined || installation === null) continue;
      // Described at once, as it is now; only a push is read from git.
      const known = payloadOf(this.#view, happening);
      this.#track(this.#deliver(app, installation, happening, known));
    }
  }

  async #deliver(
    app: App,
    installation: Installation,
    happening: Happening,
    known: ReturnType<typeof payloadOf>,
  ): Promise<void> {
    const { event } = happening;
    const reference = { id: installation.id, node_id: `I_${installation.id}` };
    const body = webhookBody(event, { installation: reference, ...(await known) });
    this.#violations.push(...webhookProblems(event, body));
    const payload = JSON.stringify(body);
    const hook = this.#hooks.get(app.id);
    if (hook === undefined || payload.length > largestPayload) return;
    const action = "action" in happening ? happening.action : null;
    const name = { guid: randomUUID(), event, appId: app.id };
    const draft: Draft = {
      ...name,
      action,
      installationId: installation.id,
      repositoryId: "repository" in happening ? happening.repository.id : null,
      isRedelivery: false,
      request: signedRequest(hook, name, payload),
    };
    await this.#meet(this.#mishap(action === null ? event : `${event}.${action}`), draft);
  }

  #mishap(event: string): Mishap | null {
    const found = this.#armed.find(
      (each) => each.left > 0 && (event === each.event || event.startsWith(`${each.event}.`)),
    );
    if (found === undefined) return null;
    found.left -= 1;
    return found.mishap;
  }

  async #meet(mishap: Mishap | null, draft: Draft): Promise<void> {
    if (mishap?.kind === "drop") return;
    if (mishap?.kind === "hold") return void this.#held.push(draft);
    if (mishap?.kind === "fail") return this.#record(draft, 0, { status: 502, headers: {}, payload: "" });
    if (mishap?.kind === "delay") await sleep(mishap.milliseconds);
    await this.#send(draft);
    if (mishap?.kind === "duplicate") await this.#send(draft);
  }

  async #send(draft: Draft): Promise<void> {
    const url = this.#hooks.get(draft.appId)?.url;
    if (url === undefined) return;
    const start = performance.now();
    const response = await post(url, draft.request, this.timeout);
    this.#record(draft, (performance.now() - start) / 1000, response);
  }

  #record(draft: Draft, duration: number, response: Delivery["response"]): void {
    const deliveredAt = this.#world.now();
    this.deliveries.push({ ...draft, id: this.#world.nextId(), deliveredAt, duration, response });
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => void this.#violations.push(`webhook: ${String(error)}`))
      .finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }
}
