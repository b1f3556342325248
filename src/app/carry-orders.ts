import { code, explainRefusal, plain, workloadKey } from "../core/model/index.ts";
import type { CodeHost } from "../ports/code-host.ts";
import { configureSetting } from "./configure-setting.ts";
import type { SpokenOutcome } from "./handle-comment.ts";
import { done, type Order, type Outcome, refused } from "./order.ts";
import type { ProposeOutcome } from "./propose-outcome.ts";

import type { RanPass } from "./run-pass.ts";
import type { Tended, TendedPass } from "./tend-repository.ts";

/** What became of everything that was ordered, in words for whoever ordered it. */
export async function carryOrders(
  host: CodeHost,
  tended: Tended,
  outcomes: readonly SpokenOutcome[],
): Promise<readonly SpokenOutcome[]> {
  const carried: SpokenOutcome[] = [];
  for (const { verb, outcome } of outcomes) {
    const result = outcome.kind === "ordered" ? await carry(host, tended, outcome.order) : outcome;
    carried.push({ verb, outcome: result });
  }
  return carried;
}

async function carry(host: CodeHost, tended: Tended, order: Order): Promise<Outcome> {
  if (order.kind === "configure") return configureSetting(host, order);
  if (tended.kind !== "ran") return refused(whyNot(tended));
  if (order.kind === "rollback") {
    return tended.rollbacks.get(order.pullRequest) ?? refused("Nothing is written here.");
  }
  if (order.kind === "verify") return told(tended, order.pullRequest);
  if (order.kind === "explain") return explain(tended, order.branch, order.knob?.container ?? null);
  if (order.branch === null) return done("Everything was looked at again.");
  const outcome = tended.outcomes.find(({ branch }) => branch === order.branch);
  if (outcome === undefined) return done("It was looked at again: nothing of it is wanted any more.");
  return outcome.result.kind === "failed" ? refused(plain(outcome.message)) : done(plain(outcome.message));
}

function told({ followed }: TendedPass, pullRequest: number): Outcome {
  const found = followed.find((one) => one.pullRequest.number === pullRequest);
  return found === undefined
    ? refused("It was merged too long ago to be looked at, or its record cannot be read.")
    : done(found.state.map(plain).join("\n\n"));
}

function whyNot(tended: Exclude<Tended, TendedPass>): string {
  switch (tended.kind) {
    case "archived":
    case "empty":
      return `The repository is ${tended.kind}.`;
    case "misconfigured":
      return "The configuration has mistakes, so nothing is computed. An issue of this repository lists them.";
    case "unconfigured":
      return "There is no configuration, so nothing is done here.";
    case "stopped":
      return `Nothing is done here: ${plain(tended.because)}.`;
    case "onboarding":
      return "There is no configuration yet: merge the pull request that proposes one.";
  }
}

/** Why these values, what was measured, and what stays as it is. */
function explain({ analysis, outcomes }: RanPass, branch: string, container: string | null): Outcome {
  const outcome = outcomes.find((one) => one.branch === branch);
  if (outcome?.proposal === null || outcome?.proposal === undefined)
    return refused("Nothing is proposed here any more, so there is nothing to explain.");
  const { plan } = outcome.proposal.change;
  const wanted = plan.recommendations.filter(
    ({ target }) => container === null || target.container === container,
  );
  const key = workloadKey(plan.workload);
  const left = analysis.skipped.filter(
    ({ target }) => workloadKey(target) === key && (container === null || target.container === container),
  );
  const lines = [
    ...wanted.map(
      ({ target, setting, current, proposed, reasons, prediction }) =>
        `- ${code(`${target.container} ${setting}`)}: ${current === null ? "not set" : code(current.text)} → ${proposed === null ? "none" : code(proposed.text)}. ${plain(reasons.join(" "))} Expected: ${plain(prediction.statement)}`,
    ),
    ...left.map(
      ({ target, setting, refusal }) =>
        `- ${code([target.container, setting ?? ""].join(" ").trim())} stays: ${plain(explainRefusal(refusal))}`,
    ),
  ];
  return lines.length === 0
    ? refused("There is no such container here.")
    : done([...lines, "", stands(outcome)].join("\n"));
}

function stands({ message, state }: ProposeOutcome): string {
  return message === "" ? `It is ${state}.` : plain(message);
}
