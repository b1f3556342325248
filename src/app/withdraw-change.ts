import { decideUnwanted } from "../core/reconcile/index.ts";
import { readMetadata } from "../core/record/index.ts";
import type { PullRequest } from "../ports/code-host.ts";
import { type Looks, observeChange } from "./observe-change.ts";
import { performClose } from "./perform-action.ts";
import { left, outcomeOf, type Pass, type ProposeOutcome } from "./propose-outcome.ts";
import { whyUnwanted } from "./why-unwanted.ts";

/**
 * What becomes of an open pull request whose change this pass did not propose; `null` where it is none of the pass's
 * business: nobody knows what it proposes, or its workload was not looked at.
 */
export async function withdrawChange(
  pullRequest: PullRequest,
  { host, glance, options }: Pass,
): Promise<ProposeOutcome | null> {
  const { analysis, base, seal, now, policy, dryRun } = options;
  const known = readMetadata(pullRequest.body, seal);
  if (known === null || !options.isInScope(known.workload)) return null;
  const { id, workload } = known;
  const { headBranch: branch, title } = pullRequest;
  return outcomeOf({ id, branch, title }, async () => {
    const why = whyUnwanted(known, analysis, now);
    const decideBy = async (looks: Looks) =>
      decideUnwanted(
        why,
        await observeChange(looks, { id, workload, branch, baseBranch: base.branch, seal }),
        now,
      );
    const first = await decideBy(glance.looks);
    const writes = first.kind !== "leave" && policy.mode === "pr" && !dryRun;
    const action = writes ? await decideBy(host) : first;
    if (action.kind !== "close-pull-request") {
      if (action.kind === "leave") return left(action, null);
      throw new Error(`an unwanted change cannot ${action.kind}`);
    }
    const { number, message } = action;
    const about = { number, proposal: null, action, message };
    if (policy.mode !== "pr") return { ...about, state: "observed", result: { kind: "waits" } };
    if (dryRun) return { ...about, state: "open", result: { kind: "would-perform" } };
    const performed = await performClose(host, action, known, options);
    return { ...about, state: "closed", result: { kind: "performed", performed } };
  });
}
