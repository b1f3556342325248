import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { templatePath } from "../../src/adapters/system/template.ts";
import { optpass } from "../support/cli/run-cli.ts";

const { kubectl } = inject("tools");

describe.skipIf(kubectl === null)("renders that are kept", () => {
  let folder: string;
  let counted: string;

  // Notes each of its runs, so that a test sees whether anything was rendered.
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "optpass-cache-"));
    counted = join(folder, "kubectl");
    await mkdir(join(folder, "runs"));
    const note = `case "$1" in kustomize) : > ${folder}/runs/$$;; esac`;
    await writeFile(counted, `#!/bin/sh\n${note}\nexec ${kubectl} "$@"\n`);
    await chmod(counted, 0o755);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function locate(flags: readonly string[], environment: Record<string, string> = {}) {
    await rm(join(folder, "runs"), { recursive: true });
    await mkdir(join(folder, "runs"));
    const args = ["locate", templatePath("demo/repository"), "-o", "json", "--kubectl", counted, ...flags];
    const { code, stdout, stderr } = await optpass(args, { environment });
    return { code, stdout, stderr, renders: (await readdir(join(folder, "runs"))).length };
  }

  test("the second run answers the same and renders nothing, until it is told to", async () => {
    const cache = join(folder, "new", "cache");

    const first = await locate(["--cache", cache]);
    const second = await locate([], { OPTPASS_CACHE: cache });
    const anew = await locate(["--no-cache"], { OPTPASS_CACHE: cache });

    expect([first.code, first.stderr, first.renders > 0]).toEqual([0, "", true]);
    expect(second).toEqual({ ...first, renders: 0 });
    expect(anew).toEqual(first);
  });

  test.each([
    ["XDG_CACHE_HOME", "optpass"],
    ["HOME", ".cache/optpass"],
  ])("without a flag they are kept below %s, in %s, for this user alone", async (variable, below) => {
    await locate([], { [variable]: folder });

    const kept = join(folder, below, "renders");
    expect((await readdir(kept)).length).toBeGreaterThan(0);
    expect((await stat(kept)).mode & 0o777).toBe(0o700);
  });

  test("a cache that cannot be made is a notice, and nothing else changes", async () => {
    await writeFile(join(folder, "file"), "");

    const without = await locate(["--no-cache"]);
    const { stderr, ...answer } = await locate(["--cache", join(folder, "file", "cache")]);

    expect(answer).toEqual({ code: 0, stdout: without.stdout, renders: without.renders });
    expect(stderr).toMatch(/^Renders are not kept: [^\n]+\. --no-cache does without\.\n$/);
  });
});
