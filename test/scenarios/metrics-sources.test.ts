import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createPrometheusSource, parsePrometheusUrl } from "../../src/adapters/prometheus/index.ts";
import { duration, instant, parseInstant, windowEndingAt } from "../../src/core/model/index.ts";
import { optpass } from "../support/cli/run-cli.ts";
import { type Shop, startShop } from "../support/estate/start-shop.ts";
import { type FakeApi, reply, startFakeApi } from "../support/prometheus/fake-api.ts";
import { copyNamespace } from "../support/victoria-metrics/copy-namespace.ts";
import {
  type RunningVictoriaMetrics,
  startVictoriaMetrics,
} from "../support/victoria-metrics/start-victoria-metrics.ts";

const page = await readFile(new URL("../../docs/metrics-sources.md", import.meta.url), "utf8");

interface Documented {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Each command of the page with the variables that its block sets before it. */
const documented: readonly Documented[] = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(
  ([, block = ""]) => {
    const variables = [...block.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]);
    const commands = [...block.matchAll(/^optpass (.+)$/gm)];
    return commands.map(([, command = ""]) => ({ command, environment: Object.fromEntries(variables) }));
  },
);

/** The words of a command as a shell splits it, as far as this page goes. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => {
    return single ?? double ?? bare ?? "";
  });
}

test("the page has commands", () => {
  expect(documented.length).toBeGreaterThan(12);
});

test("every flag of the page is one of the program, and every limit of the program is on the page", async () => {
  const { stdout } = await optpass(["scan", "--help"]);
  const flags = new Set(page.match(/--prometheus[a-z0-9-]*|--(?:selector|window|namespace)\b/g) ?? []);
  for (const flag of flags) expect(stdout).toMatch(new RegExp(`${flag}[ ,]`));
  const [, limits = ""] = stdout.split("Limits of the metrics source:");
  const names = limits.match(/^ +--[a-z-]+/gm) ?? [];
  expect(names.length).toBe(5);
  for (const name of names) expect(page).toContain(`| \`${name.trim()}\` |`);
});

test("the defaults of the page are those of the help", async () => {
  const { stdout } = await optpass(["scan", "--help"]);
  const help = stdout.replace(/\s+/g, " ");
  for (const [, flag = "", byDefault = ""] of page.matchAll(/^\| `(--prometheus-[a-z-]+)` \| (\S+)/gm))
    expect(help).toMatch(new RegExp(`${flag} <\\w+> [^(]*\\(default: ${byDefault}\\)`));
});

test("every variable of the page is one that the program reads", async () => {
  const sources = await sourceTexts();
  const limits = sources.match(/--prometheus-[a-z-]+/g) ?? [];
  const known = `${sources} ${limits.map((flag) => flag.replace("--", "OPTPASS_").replaceAll("-", "_").toUpperCase())}`;
  for (const [name] of page.matchAll(/\b(?:OPTPASS|AWS)_[A-Z_]+\b/g)) expect(known).toContain(name);
});

async function sourceTexts(): Promise<string> {
  const folder = fileURLToPath(new URL("../../src/entry/cli/options", import.meta.url));
  const files = (await readdir(folder)).filter((file) => !file.endsWith(".test.ts"));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return texts.join("\n");
}

describe("the commands for sources that are not here", () => {
  let api: FakeApi;
  let folder: string;

  beforeAll(async () => {
    api = await startFakeApi(reply(401, { message: "who are you" }));
    folder = await mkdtemp(join(tmpdir(), "optpass-sources-"));
    await writeFile(join(folder, "file"), "t0ken");
  });
  afterAll(async () => {
    await api?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const elsewhere = documented.filter(({ command }) => !command.includes("http://localhost:"));

  test.each(elsewhere)("are understood: optpass $command", async ({ command, environment }) => {
    const here = (word: string) =>
      word.replace(/^https?:\/\/[^/]+/, api.url).replace(/^\/(?:var|run)\/.*/, join(folder, "file"));
    // Nothing of this machine is to be signed with.
    const keys = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "x" };
    const files = Object.entries(environment).map(([name, value]) => [name, here(value)]);
    const before = api.requests.length;

    Object.assign(process.env, keys);
    const { code, stderr } = await optpass(wordsOf(command).map(here), {
      environment: Object.fromEntries(files),
    });
    for (const name of Object.keys(keys)) delete process.env[name];

    const [, path = ""] = /https?:\/\/[^/\s]+(\S*)/.exec(command) ?? [];
    expect(stderr).toContain("HTTP 401): who are you");
    expect(api.requests.slice(before).map((request) => request.path)).toContain(`${path}/api/v1/query`);
    expect(code).toBe(3);
  });
});

const { prometheus, promtool, "victoria-metrics": victoriaMetrics } = inject("tools");
const ready = prometheus !== null && promtool !== null && victoriaMetrics !== null;

describe.skipIf(!ready)("the commands for sources that are here", () => {
  let shop: Shop;
  let victoria: RunningVictoriaMetrics;

  beforeAll(async () => {
    [shop, victoria] = await Promise.all([startShop(), startVictoriaMetrics()]);
    const url = parsePrometheusUrl(shop.url);
    if (!url.ok) throw new Error(url.error);
    const source = createPrometheusSource({ url: url.value });
    try {
      const window = windowEndingAt(parseInstant(shop.at) ?? instant(0), duration(6, "d"));
      await copyNamespace(source, "payments", window, victoria);
    } finally {
      await source.close();
    }
  }, 300_000);
  afterAll(async () => {
    await shop?.stop();
    await victoria?.stop();
  });

  const local = documented.filter(({ command }) => command.includes("http://localhost:"));

  test.each(local)("work: optpass $command", async ({ command }) => {
    const words = wordsOf(command).map((word) =>
      word.replace("http://localhost:9090", shop.url).replace("http://localhost:8428", victoria.url),
    );
    const { code, stdout, stderr } = await optpass([...words, "--at", shop.at, "--window", "4d"]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain("payments");
  });
});
