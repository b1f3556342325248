import { type Policy, plain } from "../core/model/index.ts";
import { PortError } from "../ports/port-error.ts";
import { type Order, type Outcome, refused } from "./order.ts";
import { type RollbackParts, rollBack } from "./roll-back.ts";
import type { Base } from "./run-pass.ts";

export interface CarryParts extends Pick<RollbackParts, "host" | "renderer" | "seal" | "now"> {
  readonly templates: { readonly rollback: string };
  readonly dryRun: boolean;
}

/** What became of the rollbacks among the orders, by the pull request that is taken back. */
export async function carryRollbacks(
  { host, renderer, seal, templates, now, dryRun }: CarryParts,
  { tip: base, files, seen: { subjects } }: Base,
  { mode, rejections }: Policy,
  orders: readonly Order[],
): Promise<ReadonlyMap<number, Outcome>> {
  const outcomes = new Map<number, Outcome>();
  for (const order of orders) {
    if (order.kind !== "rollback" || dryRun) continue;
    const about = { template: templates.rollback, cools: rejections.lasts, now };
    const parts = { host, base, files, subjects, renderer, seal, ...about };
    const outcome =
      mode === "pr" ? await rollBackOrSay(parts, order) : refused(`Nothing is written in the mode ${mode}.`);
    outcomes.set(order.pullRequest, outcome);
  }
  return outcomes;
}

/** What trying again does not help is told; the rest of the pass goes on. */
async function rollBackOrSay(...given: Parameters<typeof rollBack>): Promise<Outcome> {
  try {
    return await rollBack(...given);
  } catch (error) {
    if (error instanceof PortError && !error.retryable)
      return refused(`It did not work: ${plain(error.message)}.`);
    throw error;
  }
}
