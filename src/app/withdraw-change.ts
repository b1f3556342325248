import { decideUnwanted, type Unwanted } from "../core/reconcile/index.ts";
import { readMetadata } from "../core/record/index.ts";
import type { PullRequest } from "../ports/code-host.ts";
import { type Looks, observeChange, type Sight } from "./observe-change.ts";
import { performClose } from "./perform-action.ts";
import type { KeptBack } from "./propose-options.ts";
import { left, outcomeOf, type Pass, type ProposeOutcome } from "./propose-outcome.ts";
import { whyUnwanted } from "./why-unwanted.ts";

/**
 * What becomes of an open pull request whose change this pass did not propose; `null` where it is none of the pass's
 * business: nobody knows what it proposes, it takes values back as a person asked, or its workload was not looked at.
 */
export async function withdrawChange(
  pullRequest: PullRequest,
  { host, glance, options }: Pass,
  keptBack: KeptBack | null,
): Promise<ProposeOutcome | null> {
  const { analysis, base, seal, now } = options;
  const known = readMetadata(pullRequest.body, seal);
  if (known === null || known.rollback !== undefined || !options.isInScope(known.workload)) return null;
  const { id, workload } = known;
  const { headBranch: branch, title } = pullRequest;
  return outcomeOf({ id, branch, title }, async () => {
    const why = keptBack === null ? whyUnwanted(known, analysis, now) : whyKeptBack(keptBack);
    const subject = { id, workload, branch, baseBranch: base.branch, seal };
    const look = (looks: Looks): Promise<Sight> => observeChange(looks, subject);
    const first = await look(glance.looks);
    const writes =
      decideUnwanted(why, first, now).kind !== "leave" && options.policy.mode === "pr" && !options.dryRun;
    return withdraw(writes ? await look(host) : first, why, { host, options });
  });
}

function whyKeptBack({ mode }: KeptBack): Unwanted {
  return { reason: "config-disabled", message: `a rule keeps its settings to the mode ${mode}.` };
}

/** What becomes of the open pull request of a change that was looked at. */
export async function withdraw(
  seen: Sight,
  unwanted: Unwanted | null,
  { host, options }: Pick<Pass, "host" | "options">,
): Promise<Omit<ProposeOutcome, "id" | "branch" | "title">> {
  const action = decideUnwanted(unwanted, seen, options.now);
  if (action.kind === "leave") return left(action, null);
  const known = seen.pullRequests.find(({ state }) => state === "open")?.record ?? null;
  if (action.kind !== "close-pull-request" || known === null)
    throw new Error(`an unwanted change cannot ${action.kind}`);
  const { number, message } = action;
  const about = { number, proposal: null, action, message };
  if (options.policy.mode !== "pr") return { ...about, state: "observed", result: { kind: "waits" } };
  if (options.dryRun) return { ...about, state: "open", result: { kind: "would-perform" } };
  const performed = await performClose(host, action, known, options);
  return { ...about, state: "closed", result: { kind: "performed", performed } };
}
