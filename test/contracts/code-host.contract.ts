import { describe, expect, test } from "vitest";
import type { CodeHost, CommitRef } from "../../src/ports/code-host.ts";

/** One repository seen from outside the code host: what people do to it, and what is really in it. */
export interface Bench {
  readonly fullName: string;
  /** A code host that has asked nothing yet. */
  connect(): CodeHost;
  push(files: Readonly<Record<string, PushedContent | null>>, branch?: string): Promise<string>;
  readFile(revision: string, path: string): Promise<string | null>;
  merge(number: number): Promise<void>;
  close(number: number): void;
}

export type PushedContent =
  | string
  | Buffer
  | { readonly content: string; readonly executable: true }
  | { readonly symlinkTo: string };

const branch = "optpass/shop/api/resources";
const draft = { headBranch: branch, baseBranch: "main", title: "Lower the request", body: "Because." };

/** How every code host behaves. `open` makes a repository with the files given on `main`. */
export function codeHostContract(
  name: string,
  open: (files: Readonly<Record<string, PushedContent>>) => Promise<Bench>,
  expected: { readonly verified: boolean },
): void {
  describe(`code host: ${name}`, () => {
    test("a repository says its name and default branch", async () => {
      const bench = await open({ "a.yaml": "cpu: 1\n" });
      const facts = { fullName: bench.fullName, defaultBranch: "main", archived: false };
      expect(await bench.connect().describe()).toEqual(facts);
    });

    test("a branch says its commit and tree, and one that does not exist is null", async () => {
      const bench = await open({ "a.yaml": "cpu: 1\n" });
      const pushed = await bench.push({ "a.yaml": "cpu: 2\n" });
      const host = bench.connect();
      expect((await host.branch("main"))?.commit).toBe(pushed);
      expect((await host.branch("main"))?.tree).toMatch(/^[0-9a-f]{40}$/);
      expect(await host.branch("optpass/none")).toBeNull();
    });

    test("files are read byte for byte, with their mode, and what is not text is marked", async () => {
      const bench = await open({
        "k8s/crlf.yaml": "\uFEFFcpu: 1\r\nname: ünïcode 🚀\r\n",
        "no-newline.yaml": "cpu: 1",
        "empty.yaml": "",
        "run.sh": { content: "#!/bin/sh\n", executable: true },
        "link.yaml": { symlinkTo: "k8s/crlf.yaml" },
        "logo.png": Buffer.from([0x89, 0x50, 0, 0xff]),
        "latin1.txt": Buffer.from([0x61, 0xe9, 0x0a]),
        "huge.json": "x".repeat(1024 * 1024 + 1),
      });
      const host = bench.connect();
      const { origin, files } = await host.files((await main(host)).commit);
      expect(origin).toContain(bench.fullName);
      expect(Object.fromEntries(files)).toEqual({
        "k8s/crlf.yaml": { kind: "text", text: "\uFEFFcpu: 1\r\nname: ünïcode 🚀\r\n" },
        "no-newline.yaml": { kind: "text", text: "cpu: 1" },
        "empty.yaml": { kind: "text", text: "" },
        "run.sh": { kind: "text", text: "#!/bin/sh\n", executable: true },
        "link.yaml": { kind: "symlink", target: "k8s/crlf.yaml" },
        "logo.png": { kind: "binary" },
        "latin1.txt": { kind: "binary" },
        "huge.json": { kind: "too-large", bytes: 1024 * 1024 + 1 },
      });
    });

    test("the files of a commit are asked for once", async () => {
      const bench = await open({ "a.yaml": "cpu: 1\n" });
      const host = bench.connect();
      const { commit } = await main(host);
      const first = await host.files(commit);
      const { requests } = host.cost();
      expect(await host.files(commit)).toBe(first);
      expect(host.cost().requests).toBe(requests);
    });

    test("a proposal changes exactly its files, keeps their modes, and is found by its branch", async () => {
      const bench = await open({
        "a.yaml": "cpu: 1\n",
        "b.yaml": "x: 1\n",
        "run.sh": { content: "old\n", executable: true },
      });
      const host = bench.connect();
      const parent = await main(host);
      const message = "Lower it\n\nOptPass-Change: x\n";
      const made = await host.commit({
        parent,
        files: [
          { path: "a.yaml", content: "\uFEFFcpu: 2 # ünïcode\r\n", executable: false },
          { path: "run.sh", content: "new\n", executable: true },
        ],
        message: () => message,
      });
      expect(made.verified).toBe(expected.verified);
      expect(await host.branch(branch)).toBeNull();

      await host.moveBranch(branch, null, made.commit);
      expect(await host.branch(branch)).toEqual({ commit: made.commit, tree: made.tree, message });
      const pull = await host.openPullRequest(draft);
      expect(pull).toMatchObject({ state: "open", headCommit: made.commit, baseBranch: "main" });
      expect(pull).toMatchObject({ title: draft.title, body: draft.body });
      expect(await host.pullRequests(branch)).toEqual([pull]);

      const { files } = await host.files(made.commit);
      expect(Object.fromEntries(files)).toEqual({
        "a.yaml": { kind: "text", text: "\uFEFFcpu: 2 # ünïcode\r\n" },
        "b.yaml": { kind: "text", text: "x: 1\n" },
        "run.sh": { kind: "text", text: "new\n", executable: true },
      });
      expect(await bench.readFile("main", "a.yaml")).toBe("cpu: 1\n");
    });

    test("a commit that changes nothing is refused", async () => {
      const bench = await open({ "a.yaml": "cpu: 1\n" });
      const host = bench.connect();
      const files = [{ path: "a.yaml", content: "cpu: 1\n", executable: false }];
      await expect(
        host.commit({ parent: await main(host), files, message: () => "m" }),
      ).rejects.toMatchObject({
        code: "rejected",
      });
    });

    test("a commit of a path outside the repository or inside .git is refused before anything is asked", async () => {
      const bench = await open({ "a.yaml": "cpu: 1\n" });
      const host = bench.connect();
      const parent = await main(host);
      const { requests } = host.cost();
      const paths = ["../a.yaml", "/a.yaml", ".git/config", "x/.GIT/hooks/y", "a//b", "a\\b", "a\nb", ""];
      for (const path of [...paths, ".github/workflows/ci.yaml"]) {
        const files = [{ path, content: "x", executable: false }];
        await expect(host.commit({ parent, files, message: () => "m" })).rejects.toMatchObject({
          code: "rejected",
        });
      }
      expect(host.cost().requests).toBe(requests);
    });

    test("a branch that must not exist yet but does is a conflict, and stays where it is", async () => {
      const bench = await open({ "a.yaml": "cpu: 1\n" });
      const host = bench.connect();
      const theirs = await bench.push({ "a.yaml": "cpu: 5\n" }, branch);
      await expect(host.moveBranch(branch, null, await change(host, "cpu: 2\n"))).rejects.toMatchObject({
        code: "conflict",
      });
      expect((await host.branch(branch))?.commit).toBe(theirs);
    });

    test("a branch that somebody pushed to meanwhile is a conflict, and keeps their commit", async () => {
      const bench = await open({ "a.yaml": "cpu: 1\n" });
      const host = bench.connect();
      const ours = await change(host, "cpu: 2\n");
      await host.moveBranch(branch, null, ours);
      const theirs = await bench.push({ "a.yaml": "cpu: 3\n" }, branch);
      await expect(host.moveBranch(branch, ours, await change(host, "cpu: 4\n"))).rejects.toMatchObject({
        code: "conflict",
      });
      expect((await host.branch(branch))?.commit).toBe(theirs);
    });

    test("a branch that is gone is a conflict for whoever expects it somewhere", async () => {
      const bench = await open({ "a.yaml": "cpu: 1\n" });
      const host = bench.connect();
      const from = (await main(host)).commit;
      await expect(host.moveBranch(branch, from, await change(host, "cpu: 2\n"))).rejects.toMatchObject({
        code: "conflict",
      });
    });

    test("a branch moves to a commit that was rebuilt on the base, and the pull request stays open", async () => {
      const bench = await open({ "a.yaml": "cpu: 1\n" });
      const host = bench.connect();
      const first = await change(host, "cpu: 2\n");
      await host.moveBranch(branch, null, first);
      const opened = await host.openPullRequest(draft);
      await bench.push({ "other.yaml": "x\n" });
      const later = bench.connect();
      const second = await change(later, "cpu: 3\n");
      await later.moveBranch(branch, first, second);
      expect(await later.pullRequests(branch)).toMatchObject([
        { number: opened.number, state: "open", headCommit: second },
      ]);
    });

    test("every step may be done again: the second time changes nothing", async () => {
      const bench = await open({ "a.yaml": "cpu: 1\n" });
      const host = bench.connect();
      const commit = await change(host, "cpu: 2\n");
      await host.moveBranch(branch, null, commit);
      await host.moveBranch(branch, null, commit);
      const first = await host.openPullRequest(draft);
      const second = await bench.connect().openPullRequest({ ...draft, title: "Another title" });
      expect(second).toEqual(first);
      expect(await host.pullRequests(branch)).toHaveLength(1);
    });

    test("title and body are updated", async () => {
      const bench = await open({ "a.yaml": "cpu: 1\n" });
      const host = bench.connect();
      await host.moveBranch(branch, null, await change(host, "cpu: 2\n"));
      const { number } = await host.openPullRequest(draft);
      const updated = await host.updatePullRequest(number, { title: "New", body: "Text" });
      expect(updated).toMatchObject({ number, title: "New", body: "Text", state: "open" });
    });

    test("a pull request that was merged or closed says so", async () => {
      const bench = await open({ "a.yaml": "cpu: 1\n" });
      const host = bench.connect();
      await host.moveBranch(branch, null, await change(host, "cpu: 2\n"));
      const first = await host.openPullRequest(draft);
      bench.close(first.number);
      const second = await host.openPullRequest(draft);
      expect(second.number).not.toBe(first.number);
      await bench.merge(second.number);
      expect((await host.pullRequests(branch)).map((pull) => [pull.number, pull.state])).toEqual([
        [second.number, "merged"],
        [first.number, "closed"],
      ]);
      expect(await bench.readFile("main", "a.yaml")).toBe("cpu: 2\n");
    });

    test("a body that is too long is refused before anything is asked", async () => {
      const bench = await open({ "a.yaml": "cpu: 1\n" });
      const host = bench.connect();
      const body = "x".repeat(65_537);
      await expect(host.openPullRequest({ ...draft, body })).rejects.toMatchObject({ code: "rejected" });
      expect(host.cost().writes).toBe(0);
    });

    test("reading writes nothing, and a proposal is four writes", async () => {
      const bench = await open({ "a.yaml": "cpu: 1\n" });
      const host = bench.connect();
      await host.files((await main(host)).commit);
      await host.pullRequests(branch);
      expect(host.cost().writes).toBe(0);
      await host.moveBranch(branch, null, await change(host, "cpu: 2\n"));
      await host.openPullRequest(draft);
      expect(host.cost().writes).toBe(4);
    });
  });
}

async function main(host: CodeHost): Promise<CommitRef> {
  const found = await host.branch("main");
  if (found === null) throw new Error("no main branch");
  return found;
}

/** A commit on main that changes `a.yaml`. */
async function change(host: CodeHost, content: string): Promise<string> {
  const files = [{ path: "a.yaml", content, executable: false }];
  return (await host.commit({ parent: await main(host), files, message: () => "Change it\n" })).commit;
}
