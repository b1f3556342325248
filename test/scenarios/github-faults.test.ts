import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { PortError } from "../../src/ports/port-error.ts";
import type { Fault } from "../support/fake-github/http/faults.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { distance } from "../support/fake-github/state/git-history.ts";
import { existingRepository, type Limits } from "../support/fake-github/state/world.ts";
import { type Life, openLife } from "../support/life/open-life.ts";

let github: FakeGitHub;
let app: { readonly appId: number; readonly privateKey: string };
let usual: Limits;

beforeAll(async () => {
  github = await startFakeGitHub();
  app = github.createApp({ account: "acme" });
  usual = { ...github.world.limits };
});
afterAll(() => github?.stop());
afterEach(() => {
  github.faults.clear();
  Object.assign(github.world.limits, usual);
  expect(github.violations).toEqual([]);
});

/** What a pass that opens a pull request asks for, in this order; each of them goes wrong once. */
const operations = [
  "GET /repos/{owner}/{repo}/branches/{branch}",
  "GET /repos/{owner}/{repo}/tarball/{ref}",
  "GET /repos/{owner}/{repo}/pulls",
  "POST /repos/{owner}/{repo}/git/trees",
  "POST /repos/{owner}/{repo}/git/commits",
  "POST /graphql updateRefs",
  "POST /repos/{owner}/{repo}/pulls",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
];

interface Case {
  readonly name: string;
  readonly fault: Fault;
  /** `first`: nobody notices. `later`: a pass ends where it happens, and the ones after it go on from there. */
  readonly settles: "first" | "later";
  /** Where GitHub answers like this at all; everywhere without it. */
  readonly only?: RegExp;
}

/** The compiler asks for every fault that the fake knows. */
const cases: { readonly [K in Fault["kind"]]: readonly (Case & { readonly fault: { kind: K } })[] } = {
  status: [
    { name: "502 before", fault: { kind: "status", status: 502, when: "before" }, settles: "first" },
    { name: "502 after", fault: { kind: "status", status: 502, when: "after" }, settles: "first" },
    { name: "422", fault: { kind: "status", status: 422 }, settles: "later", only: /^POST .repos/ },
  ],
  reset: [
    { name: "a reset before", fault: { kind: "reset", when: "before" }, settles: "first" },
    { name: "a reset after", fault: { kind: "reset", when: "after" }, settles: "first" },
  ],
  slow: [{ name: "a slow answer", fault: { kind: "slow", milliseconds: 20 }, settles: "first" }],
  "secondary-limit": [
    {
      name: "403, wait 2 s",
      fault: { kind: "secondary-limit", status: 403, retryAfter: 2 },
      settles: "first",
    },
    {
      name: "429, wait 2 s",
      fault: { kind: "secondary-limit", status: 429, retryAfter: 2 },
      settles: "first",
    },
    {
      name: "403, wait 1 h",
      fault: { kind: "secondary-limit", status: 403, retryAfter: 3600 },
      settles: "later",
    },
  ],
  "primary-limit": [
    { name: "for 3 s", fault: { kind: "primary-limit", resetsInSeconds: 3 }, settles: "first" },
    {
      name: "for 2 h",
      fault: { kind: "primary-limit", resetsInSeconds: 7200, status: 429 },
      settles: "later",
    },
  ],
  "graphql-error": [
    {
      name: "an error in an answer of 200",
      fault: { kind: "graphql-error", message: "Something went wrong while executing your query." },
      settles: "first",
      only: /graphql/,
    },
  ],
  "bad-credentials": [{ name: "a token that ended", fault: { kind: "bad-credentials" }, settles: "first" }],
  "not-permitted": [{ name: "a permission refused", fault: { kind: "not-permitted" }, settles: "later" }],
  truncate: [{ name: "an answer that is cut", fault: { kind: "truncate" }, settles: "later" }],
};

/** Passes until one ends well; how many that took. Whatever failed before did so with a word. */
async function passUntilItEnds(life: Life): Promise<number> {
  for (let passes = 1; passes <= operations.length + 2; passes += 1) {
    const result = await life.pass().catch((error: unknown) => {
      if (error instanceof PortError) return null;
      throw error;
    });
    if (result?.outcomes.every(({ result: { kind } }) => kind !== "failed")) return passes;
  }
  throw new Error("it does not settle");
}

async function expectOneProposal(life: Life): Promise<void> {
  const { git, verified } = existingRepository(github.world, life.fullName);
  const { headSha, baseSha, state, labels, body } = life.pull();
  expect(life.pulls()).toHaveLength(1);
  expect({ state, labels }).toEqual({ state: "open", labels: ["optpass", "optpass:cost"] });
  expect(await distance(git, baseSha, headSha)).toEqual({ ahead: 1, behind: 0 });
  expect(verified).toContain(headSha);
  expect(body?.match(/<!--optpass:v1:/g)).toHaveLength(1);
}

describe("a fault of GitHub, once in each request of a pass", () => {
  test.each(Object.values(cases).flat())(
    "($name) leads to the same one proposal, $settles",
    async ({ fault, settles, only = /./ }) => {
      const life = await openLife(github, app);
      const hit = operations.filter((operation) => only.test(operation));
      for (const operation of hit) github.faults.arm(operation, fault);

      const passes = await passUntilItEnds(life);
      const met = hit.filter((operation) => github.faults.take(operation) === null);
      github.faults.clear();

      if (settles === "first") expect(passes).toBe(1);
      else expect(passes).toBeGreaterThan(1);
      expect(met).toEqual(hit);
      await expectOneProposal(life);
      expect((await life.pass()).writes).toEqual([]);
    },
  );
});

/** Limits and lags that GitHub has at any time; the compiler asks for each. */
const limits: { readonly [K in keyof Limits]: Partial<Limits> | null } = {
  lagReads: { lagReads: 2 },
  lagMilliseconds: { lagMilliseconds: 2000 },
  unresolvedReads: { unresolvedReads: 2 },
  mergeablePolls: { mergeablePolls: 3 },
  contentPerMinute: { contentPerMinute: 3, secondaryRetryAfter: 1 },
  contentPerHour: { contentPerHour: 3, secondaryRetryAfter: 3600 },
  pointsPerMinute: { pointsPerMinute: 12, secondaryRetryAfter: 1 },
  perHour: { perHour: 9 },
  secondaryStatus: { contentPerMinute: 3, secondaryStatus: 429, secondaryRetryAfter: 1 },
  secondaryRetryAfter: { contentPerMinute: 3, secondaryRetryAfter: null },
  // Of a repository that is too large nothing is proposed: test/contracts/code-host-faults.test.ts.
  treeEntries: null,
};

describe("a GitHub that is always like this", () => {
  test.each(Object.entries(limits).flatMap(([name, value]) => (value === null ? [] : [{ name, value }])))(
    "($name) gets one proposal, and not a second one by the next pass",
    async ({ value }) => {
      const life = await openLife(github, app);
      Object.assign(github.world.limits, value);

      await life.pass().catch((error: unknown) => {
        if (!(error instanceof PortError)) throw error;
      });
      await life.pass().catch(() => null);
      Object.assign(github.world.limits, usual);
      github.world.advance(3_700_000);
      await life.pass();

      await expectOneProposal(life);
      expect((await life.pass()).writes).toEqual([]);
    },
  );
});
