import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { closeReasons, Evidence } from "../../src/core/model/index.ts";
import { anEvidence, apiContainer, aUsage } from "../support/builders/evidence.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { deployment, manifest } from "../support/life/open-life.ts";
import { serveRepository } from "../support/server/serve-repository.ts";

const config = ".github/optpass.yml";
const mebi = 2 ** 20;

let github: FakeGitHub;
let served: Awaited<ReturnType<typeof serveRepository>>;
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
});
afterAll(() => github.stop());
afterEach(async () => {
  expect(served.log()).not.toMatch(/"level":(?:50|60)/);
  await served.end();
  expect(github.violations).toEqual([]);
});

const used = (cores: number, change: Partial<Evidence> = {}) =>
  anEvidence({
    usage: { cpu: aUsage({ p95: cores }), memory: aUsage({ p95: 300 * mebi }) },
    ...change,
  });

const push = (files: Readonly<Record<string, string | null>>) =>
  served.after(() => github.pushCommit({ repository: served.fullName, files }));
const pulls = () => [...served.repository().pulls.values()];
const first = () => {
  const [pull] = pulls();
  if (pull === undefined) throw new Error(`there is no proposal: ${served.log()}`);
  return pull;
};

/** A repository with one open proposal. */
async function openProposal(): Promise<void> {
  count += 1;
  served = await serveRepository(github, {
    name: `closing-${count}`,
    files: { [config]: "version: 1\n", [manifest]: deployment },
  });
  await push({ "apps/other.yaml": "a: 1\n" });
  expect(first()).toMatchObject({ state: "open", headRef: "optpass/payments/api/resources" });
}

interface Situation {
  readonly reason: (typeof closeReasons)[number];
  readonly when: string;
  readonly change: () => Promise<unknown>;
}

const again = { "apps/other.yaml": "a: 2\n" };
const rule = (text: string) => ({ [config]: `version: 1\nrules: [${text}]\n` });

const situations: readonly Situation[] = [
  {
    reason: "config-disabled",
    when: "a rule turns the workload off",
    change: () => push(rule("{ match: { workloads: [api] }, set: { enabled: false } }")),
  },
  {
    reason: "config-disabled",
    when: "its file is none that may be edited any more",
    change: () => push({ [config]: 'version: 1\npaths: { exclude: ["apps/**"] }\n' }),
  },
  {
    reason: "config-disabled",
    when: "a rule keeps the workload to the dashboard",
    change: () => push(rule("{ match: { workloads: [api] }, set: { mode: dashboard } }")),
  },
  {
    reason: "superseded",
    when: "the grouping is another",
    change() {
      served.measure([used(0.2), used(0.2, { target: { ...apiContainer, name: "web", container: "api" } })]);
      const web = deployment.replace("name: api\n  namespace", "name: web\n  namespace");
      return push({ [config]: "version: 1\ngrouping: namespace\n", "apps/web.yaml": web });
    },
  },
  {
    reason: "target-removed",
    when: "the manifest is taken out",
    change: () => push({ [manifest]: null }),
  },
  {
    reason: "within-dead-band",
    when: "a person wrote the values, or some that are close enough",
    async change() {
      const proposed = (await github.readFile(served.fullName, first().headRef, manifest)) ?? "";
      const near = proposed.replace(/cpu: "?(\d+)m"?/, (_, milli) => `cpu: ${Number(milli) + 5}m`);
      expect(near).not.toBe(proposed);
      await push({ [manifest]: near });
    },
  },
  {
    reason: "data-quality",
    when: "samples cover too little of the time now",
    change: () => {
      const usage = {
        cpu: aUsage({ p95: 0.2, coverage: 0.1 }),
        memory: aUsage({ p95: 300 * mebi, coverage: 0.1 }),
      };
      served.measure([used(0.2, { usage })]);
      return push(again);
    },
  },
];

describe("a proposal that is not wanted any more", () => {
  test.each(situations)("is closed with $reason when $when, and said so once", async ({ reason, change }) => {
    await openProposal();

    await change();

    expect(first()).toMatchObject({ state: "closed", closedBy: "optpass[bot]" });
    expect(first().body).toContain(`(${reason})`);
    const said = [...served.repository().comments.values()].filter(({ issue }) => issue === first().number);
    expect(said.filter(({ body }) => body.includes(`(${reason})`))).toHaveLength(1);
    await push({ "apps/other.yaml": "a: 3\n" });
    expect(
      [...served.repository().comments.values()].filter(({ issue }) => issue === first().number),
    ).toEqual(said);
  });

  test("stays open where a pass measured nothing at all", async () => {
    await openProposal();
    served.measure([]);

    await push(again);

    expect(first().state).toBe("open");
  });
});

test("a proposal in conflict with its base is made anew, once, on what the base holds now", async () => {
  await openProposal();
  const { fullName } = served;
  const before = first().headSha;

  await push({ [manifest]: deployment.replace('cpu: "1" # guessed', 'cpu: "2" # a person') });

  expect(first()).toMatchObject({ state: "open" });
  expect(first().headSha).not.toBe(before);
  const text = await github.readFile(fullName, first().headRef, manifest);
  expect(text).toContain("# a person");
  const made = first().headSha;
  await push(again);
  expect(first().headSha).toBe(made);
});
