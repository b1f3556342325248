import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { templatePath } from "../../src/adapters/system/template.ts";
import { optpass } from "../support/cli/run-cli.ts";

const snapshot = ["--snapshot", templatePath("demo/telemetry.json.gz"), "--no-cache"];

let root: string;
let infra: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "optpass-configuration-"));
  infra = join(root, "infra");
  await mkdir(join(infra, ".github"), { recursive: true });
  // Plain manifests: nothing has to be rendered.
  await cp(templatePath("demo/repository/apps"), join(infra, "apps"), { recursive: true });
});

afterAll(() => rm(root, { recursive: true, force: true }));

beforeEach(() => configure("version: 1\n"));

function configure(text: string): Promise<void> {
  return writeFile(join(infra, ".github/optpass.yml"), text);
}

interface Report {
  readonly recommendations: readonly {
    readonly target: { readonly name: string };
    readonly setting: string;
    readonly proposed: string | null;
  }[];
  readonly skipped: readonly { readonly target: { readonly name: string }; readonly code: string }[];
}

async function scan(...flags: readonly string[]) {
  const { code, stdout, stderr } = await optpass(["scan", infra, ...snapshot, "-o", "json", ...flags]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const report = JSON.parse(stdout) as Report;
  return {
    proposed: (name: string, setting: string): string | null | undefined =>
      report.recommendations.find((one) => one.target.name === name && one.setting === setting)?.proposed,
    codes: (name: string): readonly string[] =>
      report.skipped.filter(({ target }) => target.name === name).map(({ code }) => code),
  };
}

describe("optpass scan with a folder's own configuration", () => {
  test("leaves alone what a rule turns off, and files outside the scope", async () => {
    await configure(`
version: 1
paths: { exclude: ["apps/platform/**"] }
rules: [{ match: { workloads: [webhooks] }, set: { enabled: false } }]
`);

    const { codes, proposed } = await scan();

    expect(codes("webhooks")).toContain("turned-off");
    expect(codes("search")).toContain("outside-paths");
    expect(proposed("ledger", "requests.cpu")).toBeDefined();
  });

  test("follows the risk, bounds and limits of the rules that match", async () => {
    const before = await scan();
    await configure(`
version: 1
rules:
  - { match: { workloads: [ledger] }, set: { tuning: { risk: 10% } } }
  - { match: { workloads: [ledger], settings: [requests.memory, limits.memory] }, set: { floor: 3Gi } }
  - { match: { workloads: [search], settings: [requests.cpu] }, set: { ceiling: 100m } }
`);

    const after = await scan();

    expect(after.proposed("ledger", "requests.memory")).toBe("3072Mi");
    expect(after.proposed("ledger", "limits.memory")).toBe("3072Mi");
    expect(after.codes("search")).toContain("above-ceiling");
    expect(before.codes("search")).not.toContain("above-ceiling");
    expect(after.proposed("ledger", "requests.cpu")).not.toBe(before.proposed("ledger", "requests.cpu"));
  });

  test("gives way to a flag, and to another file", async () => {
    const other = join(root, "other.yml");
    await writeFile(other, "version: 1\n");
    const plain = await scan();
    await configure(
      "version: 1\ntuning: { memoryLimits: keep }\nrules: [{ match: {}, set: { enabled: false } }]\n",
    );

    const named = await scan("--config", other);
    await configure("version: 1\ntuning: { memoryLimits: keep }\n");
    const kept = await scan();
    const flagged = await scan("--memory-limits", "equal");

    expect(named.proposed("search", "limits.memory")).toBe(plain.proposed("search", "limits.memory"));
    expect(kept.proposed("search", "limits.memory")).toBeUndefined();
    expect(flagged.proposed("search", "limits.memory")).toBe(plain.proposed("search", "limits.memory"));
  });

  test("stops at a mistake, and says where it is", async () => {
    await configure("version: 1\nmode: pull\nlimts: {}\n");

    const { code, stdout, stderr } = await optpass(["scan", infra, ...snapshot]);

    expect(stderr.split("\n").slice(0, 3)).toEqual([
      '.github/optpass.yml:2:7: mode: "pull" is none of observe, dashboard, pr',
      '.github/optpass.yml:3:1: limts: there is no such key; did you mean "limits"?',
      "error: the configuration has 2 mistakes",
    ]);
    expect([code, stdout]).toEqual([2, ""]);
  });
});

test("optpass explain says which line or rule decided what", async () => {
  await configure(`version: 1
tuning: { risk: 2% }
rules: [{ name: steady, match: { namespaces: [payments] }, set: { tuning: { memoryLimits: keep } } }]
`);

  const { stdout } = await optpass(["explain", "ledger", infra, ...snapshot, "--cpu-limits", "none"]);

  expect(stdout).toContain("- tuning.risk: 2% (.github/optpass.yml:2)");
  expect(stdout).toContain('- tuning.memoryLimits: keep (rule "steady")');
  expect(stdout).toContain("- tuning.cpuLimits: none (a flag)");
  expect(stdout).toContain("- mode: pr (default)");
});

describe("optpass config", () => {
  test("validate tells a correct file, and mistakes as compilers do", async () => {
    const file = join(infra, ".github/optpass.yml");

    expect(await optpass(["config", "validate", infra])).toMatchObject({
      code: 0,
      stdout: `${file} is correct.\n`,
    });
    await configure("version: 1\nwindow: 3\n");
    expect(await optpass(["config", "validate", file])).toEqual({
      code: 2,
      stdout: "",
      stderr: `${file}:2:9: window: text is expected here, not 3\nerror: the configuration has a mistake\n`,
    });
  });

  test("validate of a folder without a configuration is wrong usage", async () => {
    expect(await optpass(["config", "validate", join(infra, "apps")])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("it would be .github/optpass.yml"),
    });
  });

  test("print shows what holds and who decided it, for people and programs", async () => {
    await configure("version: 1\nlimits: { open: 5 }\n");

    const yaml = await optpass(["config", "print", infra]);
    const json = await optpass(["config", "print", infra, "-o", "json"]);

    expect(yaml.stdout).toMatch(/open: 5 # .*optpass\.yml:2\n/);
    expect(JSON.parse(json.stdout)).toMatchObject({
      settings: { limits: { open: 5, inFlight: 1 } },
      origins: { "limits.open": expect.stringContaining("optpass.yml:2"), "limits.inFlight": "default" },
    });
  });

  test("schema prints both schemas", async () => {
    const schemas = [await optpass(["config", "schema"]), await optpass(["config", "schema", "--server"])];

    const titles = schemas.map(({ stdout }) => (JSON.parse(stdout) as { title: string }).title);
    expect(titles).toEqual(["OptPass", "OptPass server"]);
  });

  test("validate --server checks the operator's file", async () => {
    const file = join(root, "optpass-server.yml");
    await writeFile(file, 'version: 1\nrepositories: ["acme/*"]\nsources: { main: { url: ftp://x } }\n');

    expect(await optpass(["config", "validate", "--server", root])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${file}:3:25: sources.main.url: is no http or https address`),
    });
  });
});
