import type { ProposeOutcome } from "../../../app/propose-outcome.ts";
import type { Baseless, PassOutcome, RanPass } from "../../../app/run-pass.ts";
import { describeProblem } from "../../../core/config/index.ts";
import { PortError } from "../../../ports/port-error.ts";
import { UsageError } from "../usage-error.ts";

/** A pass that ran, or an error that says why there was nothing to run on. */
export function requireRun(outcome: PassOutcome): RanPass {
  switch (outcome.kind) {
    case "ran":
      return outcome;
    case "archived":
    case "empty":
      throw noBase(outcome);
    case "misconfigured":
      throw new UsageError(`${outcome.facts.fullName}: ${outcome.problems.map(describeProblem).join("; ")}`);
  }
}

/** What is wrong with a repository that nothing can be looked at in. */
export function noBase({ kind, facts: { fullName } }: Baseless): Error {
  return kind === "archived"
    ? new UsageError(`${fullName} is archived: nothing can be proposed there`)
    : new PortError("github", "not-found", `${fullName} has no commit yet`);
}

/** Everything was tried and printed; the exit code still tells that not everything went well. */
export function throwFirstFailure(outcomes: readonly ProposeOutcome[]): void {
  for (const { result } of outcomes) if (result.kind === "failed") throw result.error;
}
