import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import type { RepositoryFiles } from "../../core/model/index.ts";
import { findProgram, programRenderer } from "./index.ts";

const { kubectl } = inject("tools");
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "optpass-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function filesOf(texts: Record<string, string>): RepositoryFiles {
  return {
    origin: "a test",
    files: new Map(Object.entries(texts).map(([path, text]) => [path, { kind: "text", text }])),
  };
}

/** A program in place of kubectl, whose body is JavaScript. */
async function program(body: string): Promise<string> {
  const file = join(folder, "kubectl");
  const requires = `const fs = require("node:fs"); const out = (value) => fs.writeSync(1, JSON.stringify(value));`;
  await writeFile(file, `#!${process.execPath}\n${requires}\n${body}\n`);
  await chmod(file, 0o755);
  return file;
}

async function render(
  program: string,
  files: RepositoryFiles,
  directory = "",
  overlay = new Map<string, string>(),
) {
  const workspace = await programRenderer({ kubectl: program, timeoutMillis: 5_000 }).open(files);
  try {
    return await workspace.kustomize(directory, overlay);
  } finally {
    await workspace.close();
  }
}

describe("the program that renders", () => {
  test("sees a private folder, no credentials, no PATH and no network", async () => {
    const show = await program(
      "out({ env: process.env, args: process.argv.slice(2), mode: fs.statSync('..').mode & 0o777 })",
    );
    process.env["KUBECONFIG"] = "/secret/config";

    const result = await render(show, filesOf({ "a/b.yaml": "x" }), "a");

    delete process.env["KUBECONFIG"];
    const seen = JSON.parse(result.ok ? result.value : "{}");
    expect(seen.args).toEqual(["kustomize", "--load-restrictor=LoadRestrictionsRootOnly", "./a"]);
    expect(seen.mode).toBe(0o700);
    expect(seen.env).toMatchObject({ PATH: "", HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: "" });
    expect(seen.env.KUBECONFIG).not.toBe("/secret/config");
    expect(Object.keys(seen.env)).not.toContain("USER");
  });

  test("is stopped when it takes too long", async () => {
    const workspace = await programRenderer({
      kubectl: await program("setInterval(() => {}, 1000)"),
      timeoutMillis: 300,
    }).open(filesOf({}));

    expect(await workspace.kustomize("", new Map())).toEqual({
      ok: false,
      error: "it took longer than 0.3 seconds",
    });
    await workspace.close();
  });

  test("is stopped when it says too much", async () => {
    const loud = await program("for (let i = 0; i < 5000; i++) fs.writeSync(1, 'x'.repeat(1024))");
    const workspace = await programRenderer({ kubectl: loud, outputBytes: 1024 * 1024 }).open(filesOf({}));

    expect(await workspace.kustomize("", new Map())).toEqual({
      ok: false,
      error: "the output is larger than 1 MB",
    });
    await workspace.close();
  });

  test("runs at most twice at the same time", async () => {
    const counter = await program(
      `const dir = ${JSON.stringify(folder)} + "/running-" + process.pid; fs.writeFileSync(dir, ""); const seen = fs.readdirSync(${JSON.stringify(folder)}).filter((name) => name.startsWith("running-")).length; setTimeout(() => { fs.unlinkSync(dir); out(seen); }, 100)`,
    );
    const workspace = await programRenderer({ kubectl: counter }).open(filesOf({}));

    const results = await Promise.all(Array.from({ length: 6 }, () => workspace.kustomize("", new Map())));

    const counts = results.map((result) => (result.ok ? Number(result.value) : -1));
    expect(Math.max(...counts)).toBe(2);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    await workspace.close();
  });

  test("sees the overlay that was asked for, also when renders of several overlays are asked for at once", async () => {
    const show = await program(
      "setTimeout(() => out([fs.readFileSync('a.yaml', 'utf8'), fs.existsSync('new.yaml')]), 30)",
    );
    const workspace = await programRenderer({ kubectl: show }).open(filesOf({ "a.yaml": "original" }));
    const overlays = [
      new Map(),
      new Map([["a.yaml", "one"]]),
      new Map([
        ["a.yaml", "two"],
        ["new.yaml", ""],
      ]),
      new Map(),
    ];

    const results = await Promise.all(
      [...overlays, ...overlays].map((overlay) => workspace.kustomize("", overlay)),
    );

    const expected = [
      ["original", false],
      ["one", false],
      ["two", true],
      ["original", false],
    ];
    expect(results.map((result) => (result.ok ? JSON.parse(result.value) : result.error))).toEqual([
      ...expected,
      ...expected,
    ]);
    await workspace.close();
  });

  test("is missing: the failure says which program", async () => {
    const missing = join(folder, "no-kubectl");

    await expect(render(missing, filesOf({}))).rejects.toMatchObject({ port: "renderer", code: "not-found" });
  });
});

describe("a refusal", () => {
  test.each([
    ["of the files", "error: accumulating resources: no such file", 1, true],
    ["of the machine", "error: write c.yaml: no space left on device", 1, undefined],
    ["without a reason", "", 1, undefined],
    ["by a crash", "error: goroutine 1 [running]", 2, undefined],
  ])("%s: it lasts: %s, exit code %i, %s", async (_, message, code, isLasting) => {
    const failing = await program(`fs.writeSync(2, ${JSON.stringify(message)}); process.exit(${code})`);

    const result = await render(failing, filesOf({}));

    expect(result.ok ? null : result.isLasting).toBe(isLasting);
  });
});

describe("the scratch copy", () => {
  const list = `const walk = (d) => fs.readdirSync(d, { withFileTypes: true }).flatMap((e) => e.isDirectory() ? walk(d + "/" + e.name) : [(d + "/" + e.name).slice(2) + (e.isSymbolicLink() ? " -> " + fs.realpathSync(d + "/" + e.name).slice(fs.realpathSync(".").length) : "")]); out(walk(".").sort())`;

  test("holds text files and links that stay inside as copies, and nothing that leaves the tree", async () => {
    const files: RepositoryFiles = {
      origin: "a test",
      files: new Map([
        ["a/ok.yaml", { kind: "text", text: "x" }],
        ["a/link.yaml", { kind: "symlink", target: "../a/ok.yaml" }],
        ["a/out.yaml", { kind: "symlink", target: "../../out" }],
        ["a/absolute.yaml", { kind: "symlink", target: "/etc/hostname" }],
        ["a/loop.yaml", { kind: "symlink", target: "loop.yaml" }],
        ["../evil.yaml", { kind: "text", text: "x" }],
        ["a/../../evil.yaml", { kind: "text", text: "x" }],
        ["/evil.yaml", { kind: "text", text: "x" }],
        ["a/.git/config", { kind: "text", text: "x" }],
        ["a\\..\\evil", { kind: "text", text: "x" }],
        ["a/ok.yaml/below", { kind: "text", text: "x" }],
        ["binary", { kind: "binary" }],
        ["b/folder", { kind: "symlink", target: "../a" }],
        ["b/nowhere", { kind: "symlink", target: "../c" }],
        ["b/outside", { kind: "symlink", target: "../.." }],
      ]),
    };

    const result = await render(await program(list), files, "", new Map([["../evil.yaml", "y"]]));

    expect(result).toEqual({
      ok: true,
      value: JSON.stringify(["a/link.yaml", "a/ok.yaml", "b/folder -> /a", "binary"]),
    });
  });

  test("is removed when the workspace closes, also after a failure", async () => {
    const where = join(folder, "where");
    const fail = await program(`fs.writeFileSync(${JSON.stringify(where)}, process.cwd()); process.exit(1)`);

    await render(fail, filesOf({ "a.yaml": "x" }));

    await expect(stat(await readFile(where, "utf8"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("a directory that leaves the tree is refused", async () => {
    expect(await render(await program(list), filesOf({}), "../..")).toMatchObject({ ok: false });
  });
});

describe("finding a program", () => {
  test("the first executable of that name wins; folders, plain files and relative entries do not count", async () => {
    const file = await program("");

    expect(await findProgram("kubectl", `relative:/nowhere:${folder}`)).toBe(file);
    await chmod(file, 0o644);
    expect(await findProgram("kubectl", folder)).toBeNull();
    expect(await findProgram("kubectl", undefined)).toBeNull();
  });
});

describe.skipIf(kubectl === null)("with kubectl", () => {
  const program = kubectl ?? "";
  const app = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n";

  test("a kustomization renders, and a failure is one line without the scratch path", async () => {
    const files = filesOf({
      "k/kustomization.yaml": "namePrefix: p-\nresources: [c.yaml]\n",
      "k/c.yaml": app,
      "bad/kustomization.yaml": "resources: [nothing.yaml]\n",
    });

    expect(await render(program, files, "k")).toEqual({
      ok: true,
      value: app.replace("name: c", "name: p-c"),
    });
    const failed = await render(program, files, "bad");
    expect(failed.ok ? "" : failed.error).toMatch(/^[^\n]*nothing\.yaml[^\n]*$/);
    expect(failed.ok ? "" : failed.error).not.toContain(tmpdir());
  });

  test("a failure that kubectl tells in several lines is one line with all of them", async () => {
    const files = filesOf({ "kustomization.yaml": "resources: [c.yaml]\n", "c.yaml": `${app}  name: d\n` });

    const failed = await render(program, files);

    expect(failed.ok ? "" : failed.error).toMatch(
      /^[^<\n]*line 5: mapping key "name" already defined[^>\n]*$/,
    );
  });

  test("a file of unknown content can fill a config map, but is no manifest and no patch", async () => {
    const withBinary = (kustomization: string): RepositoryFiles => ({
      origin: "a test",
      files: new Map([
        ["kustomization.yaml", { kind: "text", text: kustomization }],
        ["c.yaml", { kind: "text", text: app }],
        ["data.bin", { kind: "binary" }],
        ["big.yaml", { kind: "too-large", bytes: 5_000_000 }],
      ]),
    });
    const filled = "resources: [c.yaml]\nconfigMapGenerator: [{name: d, files: [data.bin, big.yaml]}]\n";

    expect(await render(program, withBinary(filled))).toMatchObject({ ok: true });
    for (const other of ["resources: [big.yaml]\n", "resources: [c.yaml]\npatches: [{path: big.yaml}]\n"])
      expect(await render(program, withBinary(other))).toMatchObject({ ok: false });
  });

  test("a file outside the kustomization is not read, whatever the path", async () => {
    await writeFile(join(folder, "secret"), "secret");
    const generator = `configMapGenerator:\n- name: c\n  files: [${"../".repeat(12)}${folder.slice(1)}/secret]\n`;

    expect(await render(program, filesOf({ "kustomization.yaml": generator }))).toMatchObject({ ok: false });
  });

  test("neither git nor an exec plugin is started, and a proxy that leads nowhere answers for the network", async () => {
    const files = filesOf({
      "git/kustomization.yaml": "resources: ['https://192.0.2.1/org/repo.git//base?ref=v1']\n",
      "url/kustomization.yaml": "resources: ['http://192.0.2.1/x.yaml']\n",
      "exec/kustomization.yaml": "transformers: [t.yaml]\n",
      "exec/t.yaml":
        "apiVersion: a/v1\nkind: T\nmetadata:\n  name: t\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: ./run.sh}\n",
      "exec/run.sh": `#!/bin/sh\ntouch ${folder}/executed\n`,
    });
    const started = performance.now();

    for (const directory of ["git", "url", "exec"])
      expect(await render(program, files, directory)).toMatchObject({ ok: false });

    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await readdir(folder)).toEqual([]);
  });
});
