import { expect, test } from "vitest";
import { anOverview } from "../../test/support/builders/an-overview.ts";
import type { RepositoryFile } from "../core/model/index.ts";
import { writeMetadata } from "../core/record/index.ts";
import type { CodeHost, CommitDraft, PullRequestDraft } from "../ports/code-host.ts";
import { configureSetting } from "./configure-setting.ts";

const branch = "optpass/payments/api/resources";
const boundBranch = "optpass/optpass.yml/payments/api/resources/api-requests.cpu";
const order = {
  kind: "configure",
  branch,
  container: "api",
  setting: "requests.cpu",
  floor: "300m",
  ceiling: "300m",
  askedBy: "ann",
} as const;
const body = writeMetadata(
  {
    id: "payments/api/resources",
    workload: { namespace: "payments", kind: "Deployment", name: "api" },
    settings: [],
    head: { commit: "c1", tree: "t1" },
    evidenceUntil: "2026-11-20T00:00:00Z",
  },
  null,
);

/** A repository with one proposal, #7, and maybe a configuration or a pull request on it. */
function repository(has: { readonly config?: string; readonly body?: string; readonly open?: number } = {}) {
  const committed: CommitDraft["files"][number][] = [];
  const opened: PullRequestDraft[] = [];
  const files = new Map<string, RepositoryFile>(
    has.config === undefined ? [] : [[".github/optpass.yml", { kind: "text", text: has.config }]],
  );
  // What is asked here of a code host.
  const host = {
    overview: async () => anOverview({ files: { origin: "", files } }),
    describe: async () => ({ fullName: "acme/infra", defaultBranch: "main", archived: false }),
    branch: async (name: string) => (name === "main" ? { commit: "c0", tree: "t0", message: "" } : null),
    files: async () => ({ origin: "", files }),
    pullRequests: async (name: string) => {
      if (name === branch) return [{ number: 7, state: "open", body: has.body ?? body }];
      return has.open === undefined ? [] : [{ number: has.open, state: "open", body: "" }];
    },
    commit: async (draft: CommitDraft) => {
      committed.push(...draft.files);
      return { commit: "c2", tree: "t2", verified: true };
    },
    moveBranch: async () => {},
    openPullRequest: async (draft: PullRequestDraft) => {
      opened.push(draft);
      return { number: 8 };
    },
  } as unknown as CodeHost;
  return { host, committed, opened };
}

test("a bound is a rule in a pull request of its own, which says who asked for it", async () => {
  const { host, committed, opened } = repository({ config: "version: 1 # ours\n" });

  const outcome = await configureSetting(host, order);

  expect(outcome).toMatchObject({ kind: "done", text: expect.stringContaining("#8 adds it") });
  const [file] = committed;
  expect(file).toMatchObject({ path: ".github/optpass.yml", executable: false });
  expect(file?.content).toMatch(/^version: 1 # ours\n\nrules:\n/);
  for (const line of ["floor: 300m", "ceiling: 300m", "asked for by ann"])
    expect(file?.content).toContain(line);
  expect(opened).toMatchObject([{ headBranch: boundBranch, baseBranch: "main" }]);
  expect(opened[0]?.body).toContain("`ann` asked for it in #7");
});

test("where there is no configuration, the one that holds without it is written with the rule", async () => {
  const { host, committed } = repository();

  await configureSetting(host, order);

  expect(committed).toMatchObject([
    { path: ".github/optpass.yml", content: expect.stringMatching(/version: 1[\s\S]+rules:/) },
  ]);
});

test.each([
  ["another pull request asks for a bound already", { open: 9 }, "#9 already asks for a bound"],
  ["the proposal does not say any more what it is about", { body: "rewritten" }, "does not say any more"],
  ["the configuration cannot be read", { config: "rules: [" }, "cannot be read, so no rule is added"],
  ["its rules are on one line", { config: "version: 1\nrules: []\n" }, "none is added"],
])("where %s, nothing is written, and whoever asked is told why", async (_, has, why) => {
  const { host, committed, opened } = repository(has);

  expect(await configureSetting(host, order)).toEqual({
    kind: "refused",
    text: expect.stringContaining(why),
  });
  expect([committed, opened]).toEqual([[], []]);
});
