import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import manifest from "../../package.json" with { type: "json" };
import { optpass } from "../support/cli/run-cli.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

// https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
const actionSchema = z.strictObject({
  name: z.string(),
  description: z.string().max(125),
  branding: z.strictObject({ icon: z.string(), color: z.enum(["blue", "green", "orange", "red", "purple"]) }),
  inputs: z.record(
    z.string().regex(/^[a-z_][a-z0-9_-]*$/),
    z.strictObject({ description: z.string(), required: z.boolean().optional(), default: z.string() }),
  ),
  runs: z.strictObject({
    using: z.literal("composite"),
    steps: z.array(
      z.strictObject({
        name: z.string(),
        shell: z.literal("bash"),
        env: z.record(z.string(), z.string()).optional(),
        run: z.string(),
      }),
    ),
  }),
});
const action = actionSchema.parse(parse(await readFile(join(root, "action.yml"), "utf8")));
const page = await readFile(join(root, "docs/github-action.md"), "utf8");
const workflow = parse(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "");

test("no script has an expression in it, so that no input is part of a script", () => {
  for (const { run } of action.runs.steps) expect(run).not.toContain("${{");
});

describe("its steps", () => {
  let github: FakeGitHub;
  let folder: string;
  beforeAll(async () => {
    [github, folder] = await Promise.all([startFakeGitHub(), mkdtemp(join(tmpdir(), "optpass-action-"))]);
    await github.createRepository({ owner: "acme", name: "infra" });
    // The package as it is after the first step, but for the compiler, and an npm that says what it was asked.
    const program = join(folder, manifest.bin.optpass);
    await mkdir(join(program, ".."), { recursive: true });
    const args = JSON.stringify([
      "--import",
      import.meta.resolve("tsx"),
      join(root, "src/entry/cli/main.ts"),
    ]);
    await writeFile(
      program,
      `const { status } = require("node:child_process").spawnSync(process.execPath, [...${args}, ...process.argv.slice(2)], { stdio: "inherit" });\nprocess.exit(status);\n`,
    );
    await mkdir(join(folder, "bin"));
    await writeFile(join(folder, "bin/npm"), '#!/bin/sh\necho "npm $* in $PWD"\n');
    await chmod(join(folder, "bin/npm"), 0o755);
  });
  afterAll(async () => {
    await github?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs a step as the runner does, with what GitHub makes of the expressions in its environment. */
  async function runStep(index: number, inputs: Readonly<Record<string, string>> = {}) {
    const step = action.runs.steps[index];
    if (step === undefined) throw new Error(`there is no step ${index}`);
    const context: Readonly<Record<string, string>> = {
      "github.repository": "acme/infra",
      "github.token": "",
      "github.server_url": github.url,
    };
    const evaluate = (text: string): string =>
      text.replace(/\$\{\{ (\S+) \}\}/g, (_, name: string) => {
        const input = /^inputs\.(.+)$/.exec(name)?.[1];
        const value = input === undefined ? context[name] : (inputs[input] ?? action.inputs[input]?.default);
        if (value === undefined) throw new Error(`there is no ${name}`);
        return evaluate(value);
      });
    const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluate(value)]);
    const summary = join(folder, "summary.md");
    await writeFile(summary, "");
    const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run], {
      cwd: folder,
      env: {
        ...Object.fromEntries(own),
        PATH: [join(folder, "bin"), process.env["PATH"]].join(delimiter),
        HOME: folder,
        GITHUB_ACTIONS: "true",
        GITHUB_ACTION_PATH: folder,
        GITHUB_STEP_SUMMARY: summary,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (piece: Buffer) => {
        output += piece.toString();
      });
    const [code] = await once(child, "close");
    return { code, output, summary: await readFile(summary, "utf8") };
  }

  test("install what the lock file says, with the compiler, in the folder of the action", async () => {
    expect(await runStep(0)).toMatchObject({
      code: 0,
      output: `npm ci --include=dev --no-audit --no-fund in ${folder}\n`,
    });
  });

  test("do a pass with the token of the job, and put what happened on the page of the run", async () => {
    const token = github.actionsToken("acme/infra", { contents: "write", pull_requests: "write" });

    const { code, output, summary } = await runStep(1, { token, unconfigured: "skip" });

    expect(output).toContain("acme/infra: There is no configuration, so nothing is done.");
    expect(code).toBe(0);
    expect(summary).toContain("There is no configuration");
    expect(output).not.toContain(token);
  });

  test("take further flags line by line, with whatever is in them", async () => {
    const token = github.actionsToken("acme/infra", { contents: "write", pull_requests: "write" });

    const { code, output } = await runStep(1, { token, flags: '--namespace\n$(touch "x y")\n\n--no-such\n' });

    expect(code).toBe(2);
    expect(output).toContain("unknown option '--no-such'");
  });
});

describe("the workflow of the documentation", () => {
  const [, step] = workflow.jobs.pass.steps;

  test("gives inputs that the action has", () => {
    expect(step.uses).toBe("OWNER/optpass@v1");
    for (const name of Object.keys(step.with)) expect(Object.keys(action.inputs)).toContain(name);
  });

  test("allows what the app's manifest asks for, and nothing more", async () => {
    const { default_permissions: asked } = parse(await readFile(join(root, "app.yml"), "utf8"));
    // A workflow hears of no merge queue; the permission opens nothing else.
    const { metadata: _, merge_queues: __, ...wanted } = asked;
    const named = Object.entries(wanted).map(([name, level]) => [name.replaceAll("_", "-"), level]);

    expect(workflow.permissions).toEqual(Object.fromEntries(named));
  });

  test("and the page name commands and flags that there are", async () => {
    const { stdout } = await optpass(["run", "--help"]);
    for (const [flag] of page.matchAll(/--[a-z][a-z-]+/g)) expect(stdout).toContain(flag);
    for (const choice of ["propose", "tune", "skip"]) expect(stdout).toContain(`"${choice}"`);
  });
});
