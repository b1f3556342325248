import type { ProposeOutcome } from "../../../app/propose-outcome.ts";
import type { PassOutcome, RanPass } from "../../../app/run-pass.ts";
import { describeProblem } from "../../../core/config/index.ts";
import { PortError } from "../../../ports/port-error.ts";
import { UsageError } from "../usage-error.ts";

/** A pass that ran, or an error that says why there was nothing to run on. */
export function requireRun(outcome: PassOutcome): RanPass {
  const { fullName } = outcome.facts;
  switch (outcome.kind) {
    case "ran":
      return outcome;
    case "archived":
      throw new UsageError(`${fullName} is archived: nothing can be proposed there`);
    case "empty":
      throw new PortError("github", "not-found", `${fullName} has no commit yet`);
    case "misconfigured":
      throw new UsageError(`${fullName}: ${outcome.problems.map(describeProblem).join("; ")}`);
  }
}

/** Everything was tried and printed; the exit code still tells that not everything went well. */
export function throwFirstFailure(outcomes: readonly ProposeOutcome[]): void {
  for (const { result } of outcomes) if (result.kind === "failed") throw result.error;
}
