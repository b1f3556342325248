import type { Branch, Desired } from "./branch.ts";
import type { Manifests } from "./manifests.ts";

/** An Argo CD Application or a Flux Kustomization. */
export interface ReconcilerOrder {
  readonly tool: "argo" | "flux";
  readonly name: string;
  /** Folder of the repository: a kustomization, or plain YAML. */
  readonly path: string;
  /** Where objects without a namespace go. */
  readonly namespace: string;
  /** Between two looks at the branch. Default 180, as Argo CD's; the first comes that long after the start. */
  readonly pollSeconds?: number;
  /** From a look that found something new to the moment it is applied. Default 20. */
  readonly applySeconds?: number;
}

/**
 * `works`: applies what is new. `fails`: tries, at each look. `asleep`: sees it and does nothing, as without
 * automated sync or suspended.
 */
export type ReconcilerMode = "works" | "fails" | "asleep";

/** What it shows at one scrape; `time` in Unix milliseconds. */
export interface ReconcilerStatus {
  readonly time: number;
  readonly revision: string;
  readonly isSynced: boolean;
  readonly isFailing: boolean;
  readonly isHealthy: boolean;
  readonly isSuspended: boolean;
  readonly succeeded: number;
  readonly failed: number;
  readonly looks: number;
}

/** Looks at a branch now and then and applies what it finds: its head, not the commit of anybody in particular. */
export class Reconciler {
  readonly order: ReconcilerOrder;
  mode: ReconcilerMode = "works";
  readonly #branch: Branch;
  #head: Desired | null = null;
  #revision = "";
  #applied = "";
  #pending: { readonly at: number; readonly desired: Desired } | null = null;
  #nextLook: number;
  #isSynced = true;
  #isFailing = false;
  #succeeded = 0;
  #failed = 0;
  #looks = 0;
  #statuses: ReconcilerStatus[] = [];

  constructor(order: ReconcilerOrder, branch: Branch, now: number) {
    this.order = order;
    this.#branch = branch;
    this.#nextLook = now + (order.pollSeconds ?? 180);
  }

  /** Applies the head at once, as somebody did long ago. */
  async install(): Promise<Manifests> {
    await this.fetch();
    const desired = this.#head;
    if (desired === null) throw new Error("nothing was read");
    if ("error" in desired.outcome)
      throw new Error(`${this.order.path} does not apply: ${desired.outcome.error}`);
    this.#settle(desired, desired.outcome.text);
    this.#succeeded = 1;
    return desired.outcome.manifests;
  }

  /** Reads what its next looks will find. */
  async fetch(): Promise<void> {
    this.#head = await this.#branch.desired(this.order.path, this.order.namespace);
  }

  get revision(): string {
    return this.#revision;
  }

  /** Goes on to `at` (Unix seconds); answers what is applied now, if anything is. */
  step(at: number): Manifests | null {
    if (at >= this.#nextLook) {
      // One thing at a time: what is being applied is applied first.
      if (this.#pending === null) this.#look(at);
      while (this.#nextLook <= at) this.#nextLook += this.order.pollSeconds ?? 180;
    }
    const pending = this.#pending;
    if (pending === null || at < pending.at) return null;
    this.#pending = null;
    return this.#sync(pending.desired);
  }

  note(at: number, isHealthy: boolean): void {
    this.#statuses.push({
      ...{ time: at * 1000, revision: this.#revision, isHealthy },
      ...{ isSynced: this.#isSynced, isFailing: this.#isFailing, isSuspended: this.mode === "asleep" },
      ...{ succeeded: this.#succeeded, failed: this.#failed, looks: this.#looks },
    });
  }

  takeStatuses(): readonly ReconcilerStatus[] {
    const taken = this.#statuses;
    this.#statuses = [];
    return taken;
  }

  #look(at: number): void {
    const head = this.#head;
    this.#looks += 1;
    if (head === null || head.commit === this.#revision) return;
    // A commit that changes nothing here moves the revision and is no sync.
    if ("text" in head.outcome && head.outcome.text === this.#applied) {
      this.#revision = head.commit;
      return;
    }
    this.#isSynced = false;
    if (this.mode !== "asleep") this.#pending = { at: at + (this.order.applySeconds ?? 20), desired: head };
  }

  #sync(desired: Desired): Manifests | null {
    if (this.mode === "asleep") return null;
    if (this.mode === "fails" || "error" in desired.outcome) {
      this.#failed += 1;
      this.#isFailing = true;
      return null;
    }
    this.#succeeded += 1;
    this.#settle(desired, desired.outcome.text);
    return desired.outcome.manifests;
  }

  #settle(desired: Desired, text: string): void {
    this.#revision = desired.commit;
    this.#applied = text;
    this.#isSynced = true;
    this.#isFailing = false;
  }
}
