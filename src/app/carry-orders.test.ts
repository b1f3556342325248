import { describe, expect, test } from "vitest";
import type { CodeHost } from "../ports/code-host.ts";
import { PortError } from "../ports/port-error.ts";
import { carryOrders } from "./carry-orders.ts";
import { done, type Order, ordered } from "./order.ts";
import type { ProposeOutcome } from "./propose-outcome.ts";
import type { Tended } from "./tend-repository.ts";

const branch = "optpass/payments/api/resources";
const facts = { fullName: "acme/infra", defaultBranch: "main", archived: false };
// None of these orders asks the code host for anything.
const host = {} as CodeHost;
const failure = new PortError("github", "conflict", "somebody pushed meanwhile");

const outcome = (part: Partial<ProposeOutcome>): ProposeOutcome => ({
  ...{ id: "payments/api/resources", branch, title: "", number: 7, proposal: null, state: "open" },
  action: { kind: "leave", number: 7, state: "open", message: "" },
  ...{ message: "#7 is up to date.", result: { kind: "left" } },
  ...part,
});

function ran(...outcomes: readonly ProposeOutcome[]): Tended {
  // What is read of a pass here is what became of its changes.
  return { kind: "ran", outcomes, facts } as unknown as Tended;
}

async function answer(order: Order, tended: Tended) {
  const [first] = await carryOrders(host, tended, [{ verb: order.kind, outcome: ordered(order) }]);
  return first?.outcome;
}

describe("an order that a pass carried out", () => {
  const rebase: Order = { kind: "rebase", branch };

  test("is answered with what became of its change", async () => {
    expect(await answer(rebase, ran(outcome({})))).toEqual({
      kind: "done",
      text: "#&#8203;7 is up to date.",
    });
  });

  test("is refused in words where the change failed", async () => {
    const failed = outcome({ message: failure.message, result: { kind: "failed", error: failure } });

    expect(await answer(rebase, ran(failed))).toEqual({ kind: "refused", text: "somebody pushed meanwhile" });
  });

  test("about what nobody wants any more is done, and says so", async () => {
    expect(await answer(rebase, ran())).toMatchObject({
      kind: "done",
      text: expect.stringContaining("nothing of it is wanted"),
    });
  });

  test("to look at everything is done with the pass", async () => {
    const rerun: Order = { kind: "rerun", branch: null };

    expect(await answer(rerun, ran())).toEqual({ kind: "done", text: "Everything was looked at again." });
  });

  test("to explain what is not proposed any more is refused", async () => {
    const explain: Order = { kind: "explain", branch, knob: null };

    expect(await answer(explain, ran(outcome({})))).toMatchObject({ kind: "refused" });
  });
});

test.each<readonly [Tended, RegExp]>([
  [{ kind: "archived", facts }, /is archived/],
  [{ kind: "empty", facts }, /is empty/],
  [{ kind: "misconfigured", problems: [] }, /configuration has mistakes/],
  [{ kind: "unconfigured" }, /no configuration/],
  [{ kind: "stopped", because: "paused by ann" }, /paused by ann/],
  [{ kind: "onboarding", onboarded: { step: { kind: "run" }, pullRequest: null } }, /merge the pull request/],
])("where no pass could run, $kind, whoever ordered is told why", async (tended, why) => {
  const refused = await answer({ kind: "rebase", branch }, tended);

  expect(refused).toMatchObject({ kind: "refused", text: expect.stringMatching(why) });
});

test("what was done without a pass keeps its answer", async () => {
  const said = { verb: "hold", outcome: done("It is on hold.") };

  expect(await carryOrders(host, { kind: "unconfigured" }, [said])).toEqual([said]);
});
