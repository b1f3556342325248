import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { templatePath } from "../../src/adapters/system/template.ts";
import { type CliRun, optpass } from "../support/cli/run-cli.ts";

const run = promisify(execFile);
const { kubectl } = inject("tools");
const snapshot = ["--snapshot", templatePath("demo/telemetry.json.gz")];

describe.skipIf(kubectl === null)("scanning with --cpu-limits none", () => {
  let folder: string;
  let infra: string;
  let written: CliRun;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "optpass-limits-"));
    infra = join(folder, "infra");
    await cp(templatePath("demo/repository"), infra, { recursive: true });
    await run("git", ["init", "--quiet", infra]);
    written = await scan("--write");
  }, 120_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const scan = (...args: readonly string[]) =>
    optpass(["scan", infra, ...snapshot, "--cpu-limits", "none", "--kubectl", kubectl ?? "", ...args]);
  const file = (path: string) => readFile(join(infra, path), "utf8");
  const render = async (overlay: string): Promise<string> =>
    (await run(kubectl ?? "", ["kustomize", join(infra, overlay)])).stdout;

  test("takes the line out of the manifest that declares it", async () => {
    const text = await file("shop/overlays/production/images.yaml");

    expect(written.code).toBe(0);
    expect(text).toMatch(/limits:\n +memory: \w+\n/);
  });

  test("sets a shared limit to null in the environment's own patch, and the base keeps it", async () => {
    expect(await file("shop/overlays/staging/storefront-resources.yaml")).toContain("cpu: null");
    expect(await file("shop/base/storefront.yaml")).toContain("              cpu: 1\n");
  });

  test("leaves no CPU limit in any render", async () => {
    for (const overlay of ["shop/overlays/production", "shop/overlays/staging"]) {
      const text = await render(overlay);

      expect(text).toContain("limits:");
      expect(text).not.toMatch(/limits:\n +cpu:/);
      expect(text).not.toContain("null");
    }
  });

  test("has nothing left to take out when it runs again", async () => {
    const { stdout } = await scan("--output", "json");
    const { recommendations } = JSON.parse(stdout) as { recommendations: readonly { setting: string }[] };

    expect(recommendations.filter(({ setting }) => setting === "limits.cpu")).toEqual([]);
  });
});
