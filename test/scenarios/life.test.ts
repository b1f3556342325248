import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Asked, duration, type Instant, instant } from "../../src/core/model/index.ts";
import { putSilences, readSilences } from "../../src/core/record/index.ts";
import { aPolicy } from "../support/builders/policy.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { distance } from "../support/fake-github/state/git-history.ts";
import { existingRepository } from "../support/fake-github/state/world.ts";
import { branch, deployment, type Life, lifeSeal, manifest, openLife } from "../support/life/open-life.ts";

let github: FakeGitHub;
let app: { readonly appId: number; readonly privateKey: string };

beforeAll(async () => {
  github = await startFakeGitHub();
  app = github.createApp({ account: "acme" });
});
afterAll(() => github?.stop());
afterEach(() => {
  github.faults.clear();
  expect(github.violations).toEqual([]);
});

const begin = (files?: Readonly<Record<string, string>>): Promise<Life> => openLife(github, app, files);
const now = (): Instant => instant(github.world.now().getTime());
const later = (days: number): Instant => instant(now() + duration(days, "d"));
const patch = "PATCH /repos/{owner}/{repo}/pulls/{pull_number}";
/** As a run by hand: no second evaluation is waited for. */
const hasty = aPolicy({ updates: { deadBand: 0.1, approvedDeadBand: 0.3, evaluations: 1 } });
const generous = { ...hasty, limits: { open: 9, openedAnHour: 9, extraForSafety: 0, inFlight: 9 } };
/** Evidence that ends so many hours after the usual one. */
const ending = (hours: number) => {
  const to = Date.UTC(2026, 10, 20, hours);
  return { window: { from: instant(to - duration(14, "d")), to: instant(to) } };
};
const ask = (asked: Asked) => new Map([[branch, asked]]);

describe("a proposal", () => {
  test("is one verified commit, and the same pass again writes nothing", async () => {
    const life = await begin();

    const first = await life.pass();
    const second = await life.pass();

    const { git, verified } = existingRepository(github.world, life.fullName);
    const { headSha, baseSha, labels, body } = life.pull();
    expect(first.states).toEqual(["opened"]);
    expect(second).toMatchObject({ states: ["open"], writes: [] });
    expect(await distance(git, baseSha, headSha)).toEqual({ ahead: 1, behind: 0 });
    expect(verified).toContain(headSha);
    expect(labels).toEqual(["optpass", "optpass:cost"]);
    expect(body).toContain(`- [ ] <!-- optpass:rebase=${branch} -->`);
  });

  test.each([
    ["the commit object", "POST /repos/{owner}/{repo}/git/commits", "after"],
    ["the branch", "POST /graphql updateRefs", "after"],
    ["the pull request", "POST /repos/{owner}/{repo}/pulls", "after"],
    ["the labels", "POST /repos/{owner}/{repo}/issues/{issue_number}/labels", "after"],
  ] as const)(
    "of a pass that died after %s is finished by the next one, and not doubled",
    async (_, operation, when) => {
      const life = await begin();
      github.faults.arm(operation, { kind: "status", status: 502, when }, 1);
      // Nothing that comes after it is answered either, as if the process had gone.
      github.faults.arm("", { kind: "status", status: 502, when: "before" }, 200);
      await life.pass().catch(() => null);
      github.faults.clear();

      await life.pass();
      const settled = await life.pass();

      expect(life.pulls()).toHaveLength(1);
      expect(life.pull()).toMatchObject({ state: "open", labels: ["optpass", "optpass:cost"] });
      expect(settled.writes).toEqual([]);
    },
  );

  test("is opened below another prefix where a branch optpass is in the way", async () => {
    const life = await begin();
    await github.pushCommit({ repository: life.fullName, branch: "optpass", files: { "x.txt": "x" } });

    const { states } = await life.pass();

    expect(states).toEqual(["opened"]);
    expect(life.pull().headRef).toBe("optpass-changes/payments/api/resources");
    expect(await life.pass()).toMatchObject({ states: ["open"], writes: [] });
  });

  test("is titled as the people of the repository write their commits", async () => {
    const life = await begin();
    await github.pushCommit({ repository: life.fullName, files: { "a.txt": "a" }, message: "fix(a): b" });
    await github.pushCommit({ repository: life.fullName, files: { "a.txt": "b" }, message: "chore: c" });

    await life.pass();

    expect(life.pull().title).toMatch(/^perf\(payments\/api\): cpu 1 → /);
  });
});

describe("an update", () => {
  test("waits until three evaluations in a row want it, and the same evidence is one of them", async () => {
    const life = await begin();
    await life.pass();
    const { headSha } = life.pull();
    const wide = { cores: 0.4 };

    const first = await life.pass({ ...wide, evidence: ending(1) });
    const again = await life.pass({ ...wide, evidence: ending(1) });
    const second = await life.pass({ ...wide, evidence: ending(2) });
    const third = await life.pass({ ...wide, evidence: ending(3) });

    expect(first).toMatchObject({ states: ["settling"], writes: [patch] });
    expect(again).toMatchObject({ states: ["settling"], writes: [] });
    expect(second.states).toEqual(["settling"]);
    expect(third.states).toEqual(["updated"]);
    expect(life.pull().headSha).not.toBe(headSha);
    expect(await life.pass({ ...wide, evidence: ending(3) })).toMatchObject({ states: ["open"], writes: [] });
  });

  test("of a value that went back in between begins to count anew", async () => {
    const life = await begin();
    await life.pass();

    await life.pass({ cores: 0.4, evidence: ending(1) });
    await life.pass({ cores: 0.4, evidence: ending(2) });
    await life.pass({ cores: 0.2, evidence: ending(3) });
    const after = await life.pass({ cores: 0.4, evidence: ending(4) });

    expect(after.states).toEqual(["settling"]);
  });

  test("does not happen within the dead band, and comes at once when a person asks", async () => {
    const life = await begin();
    await life.pass();

    const quiet = await life.pass({ cores: 0.21, policy: hasty });
    const asked = await life.pass({ cores: 0.21, policy: hasty, asked: ask("rerun") });

    expect(quiet).toMatchObject({ states: ["open"], writes: [] });
    expect(asked.states).toEqual(["updated"]);
  });

  test("comes at once when the base branch conflicts, and loses no box that was ticked meanwhile", async () => {
    const life = await begin();
    await life.pass();
    const pull = life.pull();
    await github.pushCommit({
      repository: life.fullName,
      files: {
        [manifest]: deployment.replace(
          "memory: 1Gi\n            limits",
          "memory: 900Mi\n            limits",
        ),
      },
    });
    pull.body = (pull.body ?? "").replace("- [ ] <!-- optpass:rerun=", "- [x] <!-- optpass:rerun=");

    const { states } = await life.pass({ policy: aPolicy(), asked: ask("rebase") });

    expect(states).toEqual(["updated"]);
    expect(pull.body).toContain("- [x] <!-- optpass:rerun=");
  });

  test("in answer to a ticked box unticks it", async () => {
    const life = await begin();
    await life.pass();
    const pull = life.pull();
    pull.body = (pull.body ?? "").replace("- [ ] <!-- optpass:rebase=", "- [x] <!-- optpass:rebase=");

    const { states } = await life.pass();

    expect(states).toEqual(["updated"]);
    expect(pull.body).toContain("- [ ] <!-- optpass:rebase=");
    expect(await life.pass()).toMatchObject({ states: ["open"], writes: [] });
  });

  test("fails where somebody pushed between the look and the push, and keeps their commit", async () => {
    const life = await begin();
    await life.pass();
    let theirs = "";
    const meanwhile = async (): Promise<void> => {
      theirs = await github.pushCommit({
        repository: life.fullName,
        branch,
        files: { [manifest]: "# theirs\n" },
      });
    };

    const raced = await life.pass({ cores: 0.4, policy: hasty, meanwhile });
    const after = await life.pass({ cores: 0.4, policy: hasty });

    expect(raced.states).toEqual(["errored"]);
    expect(after.states).toEqual(["edited"]);
    expect(life.pull().headSha).toBe(theirs);
  });

  const approve = (life: Life) =>
    github.reviewPullRequest(life.fullName, life.pull().number, { state: "APPROVED" });

  test("is no push to one in the merge queue, whatever moved", async () => {
    const life = await begin();
    await life.pass();
    github.setRules(life.fullName, "main", { mergeQueue: true });
    github.enqueuePullRequest(life.fullName, life.pull().number);

    expect(await life.pass({ cores: 5, policy: hasty })).toMatchObject({ states: ["queued"], writes: [] });
  });

  test("is no push to an approved one whose value moved a little, which says so once a day", async () => {
    const life = await begin();
    await life.pass();
    const { headSha } = life.pull();
    await approve(life);

    const first = await life.pass({ cores: 0.25, policy: hasty, now: later(1.01) });
    const second = await life.pass({ cores: 0.25, policy: hasty, now: later(1.02) });

    expect(first).toMatchObject({ states: ["approved-newer-values"], writes: [patch] });
    expect(second).toMatchObject({ states: ["approved-newer-values"], writes: [] });
    expect(life.pull().headSha).toBe(headSha);
    expect(life.pull().body).toContain("Newer values are available");
  });

  test("reaches an approved one whose value moved far", async () => {
    const life = await begin();
    await life.pass();
    await approve(life);

    expect((await life.pass({ cores: 0.6, policy: hasty })).states).toEqual(["updated"]);
  });
});

describe("a merge that a rule allows", () => {
  const mergesItself = () => true;

  test("happens at once where nothing is in the way, and a lost answer is no second merge", async () => {
    const life = await begin();
    github.faults.arm(
      "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge",
      { kind: "status", status: 502, when: "after" },
      1,
    );

    const { writes } = await life.pass({ mergesItself });

    expect(life.pull().mergedAt).not.toBeNull();
    expect(writes.filter((operation) => operation?.endsWith("/merge"))).toHaveLength(1);
  });

  test("waits for the rules of the repository, and is asked for once", async () => {
    const life = await begin();
    github.setRules(life.fullName, "main", { approvals: 1 });

    await life.pass({ mergesItself });
    const again = await life.pass({ mergesItself });
    await github.reviewPullRequest(life.fullName, life.pull().number, { state: "APPROVED" });

    expect(again.writes).toEqual([]);
    expect(life.pull().mergedAt).not.toBeNull();
  });

  test("does not happen without a rule, and not to a draft", async () => {
    const life = await begin();
    const draft = aPolicy({ pullRequests: { ...aPolicy().pullRequests, draft: true } });

    await life.pass({ policy: draft, mergesItself });

    expect(life.pull()).toMatchObject({ draft: true, state: "open" });
  });
});

describe("a branch that a person edited", () => {
  test("is theirs: said once, never pushed to, until they ask for it anew", async () => {
    const life = await begin();
    await life.pass();
    const mine = await github.pushCommit({
      repository: life.fullName,
      branch,
      files: { [manifest]: deployment.replace('"1"', '"2"') },
    });

    const first = await life.pass({ cores: 0.8, policy: hasty });
    const second = await life.pass({ cores: 0.8, policy: hasty });

    expect(first).toMatchObject({ states: ["edited"], writes: [patch] });
    expect(second).toMatchObject({ states: ["edited"], writes: [] });
    expect(life.pull().headSha).toBe(mine);
    expect(life.pull().body).toContain("OptPass would propose: requests.cpu of api");

    const third = await life.pass({ cores: 0.8, policy: hasty, asked: ask("recreate") });

    expect(third.states).toEqual(["updated"]);
    expect(life.pull().headSha).not.toBe(mine);
  });

  test("is none where the base branch was merged into it by the button", async () => {
    const life = await begin();
    await life.pass();
    await github.pushCommit({ repository: life.fullName, files: { "other.txt": "x" } });
    await github.updateBranch(life.fullName, life.pull().number);

    expect(await life.pass()).toMatchObject({ states: ["open"], writes: [] });
    expect((await life.pass({ cores: 0.5, policy: hasty })).states).toEqual(["updated"]);
  });

  test("is one where our commit was amended, whoever its message says it is", async () => {
    const life = await begin();
    await life.pass();
    const { git } = existingRepository(github.world, life.fullName);
    const message = await git.text(["log", "-1", "--format=%B", life.pull().headSha]);
    await github.pushCommit({
      repository: life.fullName,
      branch,
      files: { [manifest]: deployment.replace('"1"', '"3"') },
      message: message ?? "",
    });

    expect((await life.pass({ cores: 0.5, policy: hasty })).states).toEqual(["edited"]);
  });

  test("is not closed when nothing is wanted any more", async () => {
    const life = await begin();
    await life.pass();
    await github.pushCommit({ repository: life.fullName, branch, files: { "note.txt": "mine" } });

    await life.pass({ blind: true, now: later(40) });

    expect(life.pull().state).toBe("open");
  });
});

describe("a no", () => {
  const close = (life: Life): void => github.closePullRequest(life.fullName, life.pull().number);

  test("is told once, and silences what is about the same", async () => {
    const life = await begin();
    await life.pass();
    close(life);

    const first = await life.pass({ cores: 0.21 });
    const second = await life.pass({ cores: 0.21 });

    expect(first).toMatchObject({ states: ["closed-ignored"], writes: [patch] });
    expect(second).toMatchObject({ states: ["closed-ignored"], writes: [] });
    expect(life.pull().body).toContain("Closed by octocat without a merge");
    expect(life.pulls()).toHaveLength(1);
  });

  test("does not silence what is much further, and the new one cites it", async () => {
    const life = await begin();
    await life.pass();
    const { number } = life.pull();
    close(life);

    const wide = await life.pass({ cores: 0.5, policy: generous });

    expect(wide.states).toEqual(["opened"]);
    expect(life.pull().number).not.toBe(number);
    expect(life.pull().body).toContain(`#&#8203;${number} proposed requests.cpu of api and was closed`);
  });

  test("to one setting leaves it out of the open proposal, and to all of them closes it", async () => {
    const life = await begin();
    await life.pass();
    const { number } = life.pull();
    const ignoring = (...names: readonly ("requests.cpu" | "requests.memory")[]) => {
      const words = names.map((setting) => ({
        knob: { container: null, setting },
        until: later(30),
        by: "ann",
      }));
      github.edit(life.fullName, number, {
        body: putSilences(life.pull().body ?? "", number, words, lifeSeal),
      });
    };

    ignoring("requests.cpu");
    const first = await life.pass();
    const { body } = life.pull();
    const second = await life.pass();
    ignoring("requests.cpu", "requests.memory");
    const third = await life.pass();
    const fourth = await life.pass();

    expect(first.states).toEqual(["updated"]);
    expect(life.pull().title).not.toContain("cpu");
    expect(readSilences(body ?? "", number, lifeSeal)).toHaveLength(1);
    expect(second).toMatchObject({ states: ["open"], writes: [] });
    expect(third.states).toEqual(["closed"]);
    expect(life.pull().body).toContain("people said no to everything that it proposes");
    expect(fourth).toMatchObject({ states: ["closed-ignored"], writes: [] });
    expect((await life.pass({ now: later(31) })).states).toEqual(["opened"]);
  });

  test("ends after its time", async () => {
    const life = await begin();
    await life.pass();
    close(life);

    expect((await life.pass({ now: later(59) })).states).toEqual(["closed-ignored"]);
    expect((await life.pass({ now: later(61) })).states).toEqual(["opened"]);
  });
});

describe("an own pull request that is not wanted any more", () => {
  test("is closed with the reason when the base branch has its values, and its branch goes", async () => {
    const life = await begin();
    await life.pass();
    const text = await github.readFile(life.fullName, branch, manifest);
    await github.pushCommit({ repository: life.fullName, files: { [manifest]: `${text}# by hand\n` } });

    const said: string[] = [];
    const { states } = await life.pass({ say: async (_number, topic) => void said.push(topic) });

    expect(states).toEqual(["closed"]);
    expect(said).toEqual(["closed: human-applied-same-value"]);
    expect(life.pull()).toMatchObject({ state: "closed", mergedAt: null });
    expect(life.pull().body).toContain("human-applied-same-value");
    expect(
      await existingRepository(github.world, life.fullName).git.readRef(`refs/heads/${branch}`),
    ).toBeNull();
    expect((await life.pass()).writes).toEqual([]);
  });

  test("stays while nothing can be measured, until its evidence is too old", async () => {
    const life = await begin();
    await life.pass();
    const soon = instant(Date.UTC(2026, 10, 25));
    const late = instant(Date.UTC(2026, 11, 20));

    expect(await life.pass({ blind: true, now: soon })).toMatchObject({
      states: ["unconfirmed"],
      writes: [],
    });
    expect((await life.pass({ blind: true, now: late })).states).toEqual(["closed"]);
  });

  test("is reopened when it is wanted again within a week, and pushed to after that", async () => {
    const life = await begin();
    await life.pass();
    const { number } = life.pull();
    const late = instant(Date.UTC(2026, 11, 20));
    await life.pass({ blind: true, now: late });

    const again = await life.pass({ cores: 0.4, policy: generous });

    expect(again.states).toEqual(["reopened"]);
    expect(life.pulls()).toHaveLength(1);
    expect(life.pull()).toMatchObject({ number, state: "open" });
    expect(life.pull().body).not.toContain("evidence-expired");
    expect(await life.pass({ cores: 0.4, policy: hasty })).toMatchObject({ states: ["open"], writes: [] });
  });

  test("stays while a person holds it", async () => {
    const life = await begin();
    await life.pass();
    life.pull().labels.push("optpass:hold");

    const late = instant(Date.UTC(2026, 11, 20));

    expect(await life.pass({ blind: true, now: late })).toMatchObject({ states: ["held"], writes: [] });
    expect(await life.pass({ cores: 0.8, policy: hasty })).toMatchObject({ states: ["held"], writes: [] });
  });
});

describe("limits and times", () => {
  const other = deployment.replace("  name: api", "  name: other").replaceAll("app: api", "app: other");

  test("one merged and not verified yet is enough for a namespace", async () => {
    const life = await begin({ "apps/other.yaml": other });
    await life.pass();
    await github.mergePullRequest(life.fullName, life.pull().number);
    const evidence = {
      target: { namespace: "payments", kind: "Deployment" as const, name: "other", container: "api" },
    };

    expect((await life.pass({ evidence })).states).toEqual(["in-flight"]);
    // Nobody follows it here, and then a day is enough.
    expect((await life.pass({ evidence, now: later(1.01) })).states).toEqual(["opened"]);
  });

  test("freezes and times hold back what is new, but neither safety nor what was asked for", async () => {
    const life = await begin();
    const freeze = { from: instant(now() - 1000), to: later(1), reason: "the sale" };
    const frozen = { ...hasty, freezes: [freeze] };
    const never = { ...hasty, openDuring: { crons: ["0 0 30 2 *"], timeZone: "Europe/Berlin" } };

    expect(await life.pass({ policy: frozen })).toMatchObject({ states: ["frozen"], writes: [] });
    expect(await life.pass({ policy: never })).toMatchObject({ states: ["awaiting-schedule"], writes: [] });
    expect((await life.pass({ policy: frozen, asked: ask("rerun") })).states).toEqual(["opened"]);
  });

  test("outside of the mode pr nothing is written", async () => {
    const life = await begin();

    expect(await life.pass({ policy: aPolicy({ mode: "observe" }) })).toMatchObject({
      states: ["observed"],
      writes: [],
    });
  });
});

describe("what is remembered", () => {
  test("is not believed when a person rewrote it, and is rebuilt from the commit", async () => {
    const life = await begin();
    await life.pass();
    const pull = life.pull();
    pull.body = (pull.body ?? "").replace(/<!--optpass:v1:.*-->/, "<!--optpass:v1:e30:forged-->");

    const same = await life.pass();
    github.closePullRequest(life.fullName, pull.number);

    expect(same.states).toEqual(["open"]);
    expect((await life.pass({ cores: 0.21 })).states).toEqual(["closed-ignored"]);
  });

  test("of labels is right before any text says it: those of a class that changed are exchanged", async () => {
    const life = await begin();
    await life.pass();
    const killed = { outOfMemory: { pods: 2, highestLimit: null } };

    await life.pass({ cores: 3, evidence: killed, policy: hasty });

    expect(life.pull().labels).toEqual(["optpass", "optpass:safety"]);
  });

  test("of labels: one that a person took away is not put again", async () => {
    const life = await begin();
    await life.pass();
    const { labels } = life.pull();
    labels.splice(labels.indexOf("optpass:cost"), 1);

    await life.pass({ cores: 0.8, policy: hasty });

    expect(life.pull().labels).toEqual(["optpass"]);
  });
});
