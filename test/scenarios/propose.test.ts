import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { directorySource } from "../../src/adapters/system/directory-source.ts";
import { templatePath } from "../../src/adapters/system/template.ts";
import { optpass } from "../support/cli/run-cli.ts";
import { type Shop, startShop } from "../support/estate/start-shop.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { diffFiles, distance } from "../support/fake-github/state/git-history.ts";
import { existingRepository } from "../support/fake-github/state/world.ts";
import { renderShop } from "./render-shop.ts";

const { prometheus, promtool, kubectl } = inject("tools");
const ready = prometheus !== null && promtool !== null && kubectl !== null;

describe.skipIf(!ready)("proposing to a repository with a staging and a production overlay", () => {
  let shop: Shop;
  let github: FakeGitHub;
  let files: Readonly<Record<string, string>>;
  let environment: Readonly<Record<string, string>>;

  beforeAll(async () => {
    [shop, github] = await Promise.all([startShop(), startFakeGitHub()]);
    const { files: read } = await directorySource(templatePath("demo/repository")).read();
    files = Object.fromEntries(
      [...read].flatMap(([path, file]) => (file.kind === "text" ? [[path, file.text]] : [])),
    );
    await github.createRepository({ owner: "acme", name: "infra", files });
    const app = github.createApp({ account: "acme" });
    environment = {
      OPTPASS_APP_ID: String(app.appId),
      OPTPASS_APP_PRIVATE_KEY: app.privateKey,
      OPTPASS_GITHUB_WRITE_BURST: "1000",
    };
  }, 300_000);

  afterAll(async () => {
    await shop?.stop();
    await github?.stop();
  });

  const repository = () => existingRepository(github.world, "acme/infra");
  const pulls = () => [...repository().pulls.values()];
  const pullOf = (branch: string) => {
    const pull = pulls().findLast(({ headRef }) => headRef === branch);
    if (pull === undefined) throw new Error(`no pull request from ${branch}`);
    return pull;
  };

  /** What a branch changes: the lines that went and came, file by file, as git sees it. */
  async function changedLines(
    branch: string,
  ): Promise<Record<string, { removed: string[]; added: string[] }>> {
    const { headSha, baseSha } = pullOf(branch);
    const diffs = await diffFiles(repository().git, baseSha, headSha);
    const lines = (patch: string, sign: string): string[] =>
      patch.split("\n").flatMap((line) => (line.startsWith(sign) ? [line.slice(1)] : []));
    return Object.fromEntries(
      diffs.map(({ path, patch }) => [
        path,
        { removed: lines(patch ?? "", "-"), added: lines(patch ?? "", "+") },
      ]),
    );
  }

  const pr = (...flags: readonly string[]) =>
    optpass(
      ["pr", "acme/infra", "--prometheus", shop.url, "--at", shop.at, "--github-url", github.url, ...flags],
      { environment },
    );

  test("a dry run writes nothing", async () => {
    const { code, stdout } = await pr("--dry-run");

    expect(code).toBe(0);
    expect(stdout).toContain("would open");
    expect(stdout).toContain('+              cpu: "230m"');
    expect(github.log.writes()).toEqual([]);
  });

  test("the first run opens one pull request per workload, each on its own branch", async () => {
    const { code, stdout, stderr } = await pr();

    expect(stderr).toBe("");
    expect(code).toBe(0);
    const branches = pulls().map(({ headRef }) => headRef);
    expect(branches).toHaveLength([...stdout.matchAll(/opened \S+\/pull\/\d+/g)].length);
    expect(new Set(branches).size).toBe(branches.length);
    expect(branches).toEqual(
      expect.arrayContaining([
        "optpass/payments/api/resources",
        "optpass/payments/statefulset/ledger/resources",
        "optpass/payments/webhooks/resources",
        "optpass/shop-production/cart/resources",
        "optpass/shop-staging/cart/resources",
        "optpass/shop-staging/storefront/resources",
      ]),
    );
    // Too young to judge.
    expect(branches).not.toContain("optpass/payments/fraud/resources");
    expect(github.violations).toEqual([]);
    // GitHub allows about one write a second in the long run, and a pull request is five.
  }, 60_000);

  test("only the lines that decide change, and their comments and quotes stay", async () => {
    expect(await changedLines("optpass/payments/api/resources")).toEqual({
      "apps/payments/api.yaml": {
        removed: [
          '              cpu: "1"        # guessed at launch',
          "              memory: 1Gi",
          "              memory: 1Gi",
        ],
        added: [
          '              cpu: "230m"        # guessed at launch',
          "              memory: 336Mi",
          "              memory: 336Mi",
        ],
      },
    });
  });

  test("a value that both overlays share is overridden in the one that is meant", async () => {
    const staging = await changedLines("optpass/shop-staging/cart/resources");
    const production = await changedLines("optpass/shop-production/cart/resources");

    expect(Object.keys(staging)).toEqual(["shop/overlays/staging/kustomization.yaml"]);
    expect(Object.keys(production)).toEqual(["shop/overlays/production/kustomization.yaml"]);
  });

  test("a patch that decides is edited where it is, strategic merge and JSON6902 alike", async () => {
    const storefront = await changedLines("optpass/shop-staging/storefront/resources");
    const checkout = await changedLines("optpass/shop-staging/checkout/resources");

    expect(storefront["shop/overlays/staging/storefront-resources.yaml"]?.removed).toEqual([
      "              cpu: 250m",
      "              memory: 384Mi",
      "              memory: 384Mi",
    ]);
    expect(Object.keys(checkout)).toEqual(["shop/overlays/staging/kustomization.yaml"]);
    expect(checkout["shop/overlays/staging/kustomization.yaml"]?.removed).toEqual([
      "        value: 200m",
      "        value: 512Mi",
      "        value: 512Mi",
    ]);
  });

  test("rendered by kubectl, only the workload of the pull request changes, in its environment only", async () => {
    for (const { headRef, headSha, baseSha } of pulls()) {
      const [, namespace = "", ...rest] = headRef.split("/");
      const name = rest.at(-2) ?? "";
      const before = await renderShop(repository().git, baseSha, kubectl ?? "");
      const after = await renderShop(repository().git, headSha, kubectl ?? "");
      const changed = [...after].flatMap(([key, text]) => (before.get(key) === text ? [] : [key]));

      expect([...after.keys()]).toEqual([...before.keys()]);
      expect(changed, headRef).toEqual(
        namespace.startsWith("shop-") ? [`${namespace}/Deployment/${name}`] : [],
      );
    }
  });

  test("a container without resources gets its first, without a limit", async () => {
    const path = "apps/payments/webhooks-and-fraud.yaml";
    const text = await github.readFile("acme/infra", "optpass/payments/webhooks/resources", path);

    const [webhooks, fraud] = parseAllDocuments(text ?? "").map((document) => document.toJS());
    const [container] = webhooks.spec.template.spec.containers;
    expect(container.resources).toEqual({
      requests: { cpu: expect.any(String), memory: expect.any(String) },
    });
    expect(fraud.spec.template.spec.containers[0].resources.requests).toEqual({ cpu: "500m", memory: "1Gi" });
  });

  test("each is one verified commit on the default branch, with a body that carries its record", async () => {
    for (const { headSha, baseSha, baseRef, body, number } of pulls()) {
      expect(await distance(repository().git, baseSha, headSha), `#${number}`).toEqual({
        ahead: 1,
        behind: 0,
      });
      expect(repository().verified).toContain(headSha);
      expect(baseRef).toBe("main");
      expect(body).toContain("### How to undo it");
      expect(body).toMatch(/<!--optpass:v1:[A-Za-z0-9_-]+:[A-Za-z0-9_-]{43}-->\s*$/);
    }
  });

  test("the second run makes no write at all", async () => {
    const before = github.log.writes().length;

    const { code, stdout } = await pr();

    expect(code).toBe(0);
    expect(stdout).not.toContain("opened");
    expect(stdout).toContain("is up to date");
    expect(github.log.writes()).toHaveLength(before);
    expect(stdout).toContain(" 0 of them wrote.");
  });

  test("a branch that a person pushed to is left to them", async () => {
    const branch = "optpass/shop-production/recommendations/resources";
    const mine = await github.pushCommit({
      repository: "acme/infra",
      branch,
      files: { "shop/overlays/production/recommendations.yaml": "# on hold\n" },
    });
    github.log.clear();

    const { stdout } = await pr("--workload", "recommendations");
    const told = github.log.writes().map(({ operation }) => operation);
    github.log.clear();
    await pr("--workload", "recommendations");

    expect(stdout).toContain("was edited by a person");
    expect(pullOf(branch).headSha).toBe(mine);
    // Said once, in the text of the pull request.
    expect(told).toEqual(["PATCH /repos/{owner}/{repo}/pulls/{pull_number}"]);
    expect(pullOf(branch).body).toContain("A person changed this branch");
    expect(github.log.writes()).toEqual([]);
  });

  test("a pull request that was closed stays closed", async () => {
    github.closePullRequest("acme/infra", pullOf("optpass/payments/webhooks/resources").number);
    github.log.clear();

    const { stdout } = await pr("--workload", "webhooks");
    const told = github.log.writes().map(({ operation }) => operation);
    github.log.clear();
    await pr("--workload", "webhooks");

    expect(stdout).toContain("was closed");
    expect(told).toEqual(["PATCH /repos/{owner}/{repo}/pulls/{pull_number}"]);
    expect(pullOf("optpass/payments/webhooks/resources").body).toContain("are silent until");
    expect(github.log.writes()).toEqual([]);
  });

  test("after a merge there is nothing left to propose for that workload", async () => {
    await github.mergePullRequest("acme/infra", pullOf("optpass/payments/api/resources").number);
    github.log.clear();

    const { stdout } = await pr("--workload", "api");

    expect(stdout).toContain("Nothing to change.");
    expect(github.log.writes()).toEqual([]);
  });

  test("a base branch that moved under an open pull request updates it in one move, on top of the new base", async () => {
    const branch = "optpass/payments/statefulset/ledger/resources";
    const { number, headSha: before } = pullOf(branch);
    const path = "apps/payments/ledger.yaml";
    const text = (await github.readFile("acme/infra", "main", path)) ?? "";
    const base = await github.pushCommit({
      repository: "acme/infra",
      files: { [path]: text.replaceAll("memory: 512Mi", "memory: 520Mi") },
    });

    const { stdout } = await pr("--workload", "ledger");

    const { headSha, number: same, state } = pullOf(branch);
    expect(stdout).toContain("updated");
    expect({ same, state }).toEqual({ same: number, state: "open" });
    expect(headSha).not.toBe(before);
    expect(await distance(repository().git, base, headSha)).toEqual({ ahead: 1, behind: 0 });
  });

  test("an update that died after its push is finished by the next run, not taken for a person's edit", async () => {
    const branch = "optpass/shop-production/checkout/resources";
    const path = "shop/base/checkout.yaml";
    const text = (await github.readFile("acme/infra", "main", path)) ?? "";
    await github.pushCommit({
      repository: "acme/infra",
      files: { [path]: text.replace("cpu: 400m", "cpu: 410m") },
    });
    github.faults.arm(
      "PATCH /repos/{owner}/{repo}/pulls/{pull_number}",
      { kind: "status", status: 502, when: "before" },
      9,
    );

    const died = await pr("--workload", "checkout", "--namespace", "shop-production");
    github.faults.clear();
    const { headSha } = pullOf(branch);
    const { code, stdout } = await pr("--workload", "checkout", "--namespace", "shop-production");

    expect(died.code).toBe(3);
    expect(code).toBe(0);
    expect(stdout).toContain("updated");
    expect(pullOf(branch).headSha).not.toBe("");
    expect(pullOf(branch).body).toContain("`410m`");
    expect(headSha).toMatch(/^[0-9a-f]{40}$/);
  });

  test("what was merged and then taken back by hand is not proposed again", async () => {
    const path = "apps/payments/api.yaml";
    const merged = (await github.readFile("acme/infra", "main", path)) ?? "";
    await github.pushCommit({ repository: "acme/infra", files: { [path]: files[path] ?? "" } });
    github.log.clear();

    const { stdout } = await pr("--workload", "api");

    expect(merged).not.toBe(files[path]);
    expect(stdout).toContain("was merged and taken back");
    expect(github.log.writes()).toEqual([]);
  });

  test("a run that died after its push is finished by the next one, not doubled", async () => {
    const branch = "optpass/platform/statefulset/search/resources";
    const pull = pullOf(branch);
    repository().pulls.delete(pull.number);

    const { stdout } = await pr("--workload", "search");

    expect(stdout).toContain("opened");
    expect(pulls().filter(({ headRef }) => headRef === branch)).toHaveLength(1);
  });
});
