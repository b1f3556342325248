import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Check {
  readonly says: string;
  /** File below `test` or `src`, and the beginning of a test's name in it. */
  readonly proofs: readonly (readonly [file: string, name: string])[];
  /** What is not there yet. */
  readonly open?: string;
}

const life = "test/scenarios/life.test.ts";
const faults = "test/contracts/code-host-faults.test.ts";
const commands = "test/scenarios/commands.test.ts";
const dashboard = "test/scenarios/dashboard.test.ts";

/** What an app that opens pull requests has to get right, and the tests that would fail if it did not. */
const checks: readonly Check[] = [
  {
    says: "run twice with the same inputs: no write the second time",
    proofs: [
      [life, "is one verified commit, and the same pass again writes nothing"],
      ["test/scenarios/propose.test.ts", "the second run makes no write at all"],
      [dashboard, "is opened once, and a second pass over the same world writes nothing"],
    ],
  },
  {
    says: "two replicas get the same delivery, and the same comment under two names: one effect",
    proofs: [
      ["test/scenarios/replicas.test.ts", "that get the same delivery, one answers"],
      ["test/scenarios/replicas.test.ts", "that hear of the same comment under two names"],
      ["test/scenarios/server-crash.test.ts", "of two servers on one store, one does each job"],
    ],
  },
  {
    says: "a person pushes between the look and the push: their commit stays",
    proofs: [[life, "fails where somebody pushed between the look and the push, and keeps their commit"]],
  },
  {
    says: "killed after the commit, the branch, the pull request: finished, not doubled",
    proofs: [
      [life, "of a pass that died after %s is finished by the next one, and not doubled"],
      ["test/scenarios/server-crash.test.ts", "a server that is killed in the middle of a job finishes it"],
    ],
  },
  {
    says: "closed: silent for about the same, a new one for much more or for harm, which cites the no",
    proofs: [
      [life, "is told once, and silences what is about the same"],
      [life, "does not silence what is much further, and the new one cites it"],
    ],
  },
  {
    says: "the button that updates a branch is no edit, an amended commit is one",
    proofs: [
      [life, "is none where the base branch was merged into it by the button"],
      [life, "is one where our commit was amended, whoever its message says it is"],
    ],
  },
  {
    says: "a body of 200 kB of evidence fits, with its controls and its record",
    proofs: [
      ["src/core/propose/life-of-a-body.test.ts", "of 200 kB of evidence stays below 58,000 characters"],
    ],
  },
  {
    says: "commands in code, quotes, comments, edits, by programs and by readers do nothing",
    proofs: [
      [commands, "a command in code, a quote or an HTML comment does nothing"],
      [commands, "an edited comment does nothing, whatever it says now"],
      [commands, "our own comments and those of other programs do nothing"],
      [commands, "one who may only read gets a reaction and no reply"],
    ],
  },
  {
    says: "a box that is ticked while the text is written stays ticked",
    proofs: [
      [dashboard, "a tick made while a pass writes the dashboard survives"],
      [dashboard, "a tick that our own write overwrote a moment later is known from the event"],
      [life, "comes at once when the base branch conflicts, and loses no box that was ticked meanwhile"],
    ],
  },
  {
    says: "no push to one in the merge queue, nor for little to an approved one",
    proofs: [
      [life, "is no push to one in the merge queue, whatever moved"],
      [life, "is no push to an approved one whose value moved a little"],
    ],
  },
  {
    says: "a merge that fails is looked at, and not done twice",
    proofs: [[life, "happens at once where nothing is in the way, and a lost answer is no second merge"]],
  },
  {
    says: "limits are waited for as long as GitHub says, and nothing is lost",
    proofs: [
      [faults, "a short limit ($kind $status $retryAfter) is waited for, and the write is then done once"],
      [faults, "a wait for a limit is told before it begins, with its length and its reason"],
      ["test/scenarios/github-faults.test.ts", "($name) leads to the same one proposal, $settles"],
    ],
  },
  {
    says: "a repository can set no address, no path outside, no looser bound; the line is named",
    proofs: [
      ["src/core/checks/checks.test.ts", "fails where something is, on its line"],
      ["src/core/config/hostile.test.ts", "what only the operator may say is refused on its line"],
      ["test/scenarios/configuration.test.ts", "validate tells a correct file, and mistakes as compilers do"],
    ],
    open: "the check on a pull request that changes the configuration is written, but no event leads to it",
  },
  {
    says: "a branch that is in the way: another prefix",
    proofs: [[life, "is opened below another prefix where a branch optpass is in the way"]],
  },
  {
    says: "charts parse with Mermaid 10.9 and 11",
    proofs: [
      ["src/core/propose/mermaid.test.ts", "is Mermaid that Mermaid 10.9 and 11 parse"],
      ["src/core/propose/mermaid.test.ts", "has neither exponents nor gaps nor quotes in names"],
    ],
  },
  {
    says: "every commit is verified",
    proofs: [
      [life, "is one verified commit, and the same pass again writes nothing"],
      ["test/scenarios/propose.test.ts", "each is one verified commit on the default branch"],
    ],
  },
  {
    says: "a rollback by values works where a revert conflicts, and leaves alone what was moved since",
    proofs: [[commands, "rollback says that it is not there yet, and what to do instead"]],
    open: "rollbacks are not there yet",
  },
];

test("there are seventeen", () => {
  expect(checks).toHaveLength(17);
});

test.each(checks)("$says", ({ proofs }) => {
  expect(proofs).not.toEqual([]);
  for (const [file, name] of proofs) {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
    expect(text, file).toContain(`"${name}`);
  }
});
