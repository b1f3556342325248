import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GitRepository } from "./git-repository.ts";
import { readObject, writeObject } from "./loose-objects.ts";

let root = "";
let git: GitRepository;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "loose-objects-"));
  git = new GitRepository(path.join(root, "a.git"));
  await git.create("main");
});
afterAll(() => rm(root, { recursive: true, force: true }));

test("what is written here is what git writes under the same name, and git reads it", async () => {
  for (const content of ["", "cpu: 1\n", "\u2603".repeat(50_000), Buffer.from([0, 255, 10, 0])]) {
    const sha = await writeObject(git.directory, "blob", content);
    expect(await git.text(["hash-object", "--stdin"], content)).toBe(sha);
    expect(await git.text(["cat-file", "-s", sha])).toBe(String(Buffer.byteLength(content)));
  }
  await git.text(["fsck", "--strict"]);
});

test("what git writes is read here, with its type", async () => {
  const sha = await git.text(["hash-object", "-w", "--stdin"], "memory: 1Gi\n");
  const tree = await git.writeTree(null, [{ path: "a.yaml", mode: "100644", sha }]);
  expect(await readObject(git.directory, sha)).toEqual({
    type: "blob",
    content: Buffer.from("memory: 1Gi\n"),
  });
  expect(await readObject(git.directory, tree)).toMatchObject({ type: "tree" });
  expect(await readObject(git.directory, "0".repeat(40))).toBeNull();
});
