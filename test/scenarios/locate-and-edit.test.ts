import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { templatePath } from "../../src/adapters/system/template.ts";
import { optpass } from "../support/cli/run-cli.ts";

const { kubectl } = inject("tools");
const run = promisify(execFile);
const git = async (folder: string, ...args: readonly string[]): Promise<string> =>
  (await run("git", ["-C", folder, ...args])).stdout;

interface Report {
  readonly environments: readonly { readonly name: string; readonly kind: string; readonly path: string }[];
  readonly settings: readonly {
    readonly environment: string;
    readonly target: { readonly name: string; readonly container: string | null };
    readonly setting: string;
    readonly value: string | null;
    readonly location: { readonly file: string; readonly line: number };
    readonly edit: { readonly kind: string; readonly location: { readonly file: string } };
    readonly fanOut: readonly string[];
    readonly foundBy: string;
  }[];
  readonly refused: readonly { readonly code: string; readonly number: string; readonly message: string }[];
}

describe.skipIf(kubectl === null)("a repository without metrics", () => {
  let folder: string;
  const tool = ["--kubectl", kubectl ?? ""];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "optpass-locate-"));
    await cp(templatePath("demo/repository"), folder, { recursive: true });
    await git(folder, "init", "-q");
    await git(folder, "add", ".");
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function locate(...flags: readonly string[]): Promise<Report> {
    const { code, stdout, stderr } = await optpass(["locate", folder, "-o", "json", ...tool, ...flags]);
    expect([code, stderr]).toEqual([0, ""]);
    return JSON.parse(stdout);
  }

  test("shows the line that decides a value, who else reads it, and where a change of one environment goes", async () => {
    const { settings } = await locate("--workload", "checkout", "-e", "production");

    const limit = settings.find(({ setting }) => setting === "limits.cpu");
    expect(limit).toMatchObject({
      environment: "shop/overlays/production",
      value: "800m",
      location: { file: "shop/base/checkout.yaml", line: 22 },
      edit: { kind: "new-patch", location: { file: "shop/overlays/production/kustomization.yaml" } },
      fanOut: ["shop/overlays/staging"],
      foundBy: "render",
    });
    const line = (await readFile(join(folder, "shop/base/checkout.yaml"), "utf8")).split("\n")[21];
    expect(line).toContain("800m");
  });

  test("changes a shared value where it stands when it is meant for all, and says who they are", async () => {
    const wanted = ["-t", "checkout", "-e", "production", "--set", "limits.cpu=900m", "--write"];
    const { code, stderr } = await optpass(["edit", folder, ...tool, ...wanted, "--fan-out"]);

    expect(code).toBe(0);
    expect(await git(folder, "diff", "--stat")).toMatch(/^ shop\/base\/checkout\.yaml \| 2 \+-\n/);
    for (const one of ["production", "staging"])
      expect(stderr).toContain(`shop/overlays/${one} changes in 1 field`);
  });

  test("names every environment, also for people", async () => {
    const { environments } = await locate();
    const { stdout } = await optpass(["locate", folder, ...tool]);

    expect(environments.map(({ name }) => name)).toEqual([
      "shop/overlays/production",
      "shop/overlays/staging",
      "apps/payments",
      "apps/platform",
    ]);
    for (const { name, kind } of environments) expect(stdout).toContain(`${name} ${kind}`);
  });

  test("every setting that is located can be edited, and nothing else changes", async () => {
    const { settings } = await locate();

    for (const { environment, target, setting } of settings.filter((_, index) => index % 7 === 0)) {
      const amount = setting.endsWith("cpu") ? "123m" : "321Mi";
      const value = target.container === null ? "17" : amount;
      const wanted = ["-t", JSON.stringify(target), "--set", `${setting}=${value}`, "-e", environment];
      const { code, stderr } = await optpass(["edit", folder, ...tool, ...wanted, "--write"]);
      expect([code, stderr]).toEqual([0, expect.stringContaining("and nothing else.")]);
      const after = await locate("-e", environment, "--workload", target.name);
      const changed = after.settings.find(
        (one) => one.setting === setting && one.target.container === target.container,
      );
      expect(changed?.value).toBe(value);
      await git(folder, "checkout", "-q", ".");
    }
  });

  test("an edit that was made already changes nothing, in whatever spelling, and says so", async () => {
    const wanted = (value: string) => ["-t", "payments/StatefulSet/ledger", "--set", `requests.cpu=${value}`];

    const { code, stdout, stderr } = await optpass(["edit", folder, ...tool, ...wanted("0.2"), "--write"]);

    expect([code, stdout, stderr]).toEqual([0, "", "Nothing to change: it is set so already.\n"]);
    expect(await git(folder, "diff", "--name-only")).toBe("");
    expect(await optpass(["edit", folder, ...tool, ...wanted("210m"), "--write"])).toMatchObject({ code: 0 });
    const again = await optpass(["edit", folder, ...tool, ...wanted("210m"), "--write"]);
    expect(again).toEqual({ code: 0, stdout: "", stderr });
  });

  test("an edit without --write prints a diff that git applies, and leaves the folder alone", async () => {
    const wanted = ["-t", "payments/StatefulSet/ledger", "--set", "requests.cpu=150m"];
    const { code, stdout } = await optpass(["edit", folder, ...tool, ...wanted]);

    expect(code).toBe(0);
    expect(await git(folder, "diff", "--name-only")).toBe("");
    await writeFile(join(folder, "edit.patch"), stdout);
    await git(folder, "apply", "edit.patch");
    expect(await git(folder, "diff", "--stat")).toContain("apps/payments/ledger.yaml | 2 +-");
  });

  test.each([
    [["-t", "cart", "--set", "requests.cpu=1"], 4, "OP302 ambiguous-location"],
    [["-t", "storefront", "-e", "staging", "--set", "requests.cpu=1"], 4, "OP306 ambiguous-target"],
    [["-t", "nothing", "--set", "requests.cpu=1"], 4, "OP301 not-in-repository"],
    [["-t", "cart", "-e", "nowhere", "--set", "requests.cpu=1"], 2, "no environment is called nowhere"],
    [["-t", "cart"], 2, "--set"],
    [["--set", "requests.cpu=1"], 2, "--target"],
  ])(
    "an edit with %j is not made, and the exit code says which kind of no it is",
    async (flags, exit, words) => {
      const { code, stdout, stderr } = await optpass(["edit", folder, ...tool, ...flags, "--write"]);

      expect(code).toBe(exit);
      expect(stderr).toContain(words);
      expect(stdout).toBe("");
      expect(await git(folder, "status", "--porcelain")).not.toMatch(/^ M/m);
    },
  );
});
