import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { templatePath } from "../../src/adapters/system/template.ts";
import { quantity, toNumber } from "../../src/core/model/index.ts";
import { optpass } from "../support/cli/run-cli.ts";
import { shopEstate } from "../support/estate/shop/shop-estate.ts";
import { type Shop, startShop } from "../support/estate/start-shop.ts";
import { groundTruth, truthFor } from "../support/estate/truth.ts";

const run = promisify(execFile);
const { prometheus, promtool, kubectl } = inject("tools");
const ready = prometheus !== null && promtool !== null && kubectl !== null;

interface Report {
  readonly version: number;
  readonly recommendations: readonly {
    readonly target: {
      readonly namespace: string;
      readonly kind: string;
      readonly name: string;
      readonly container: string;
    };
    readonly setting: string;
    readonly current: string | null;
    readonly proposed: string;
    readonly location: { readonly file: string; readonly line: number; readonly path: string } | null;
    readonly class: string;
    readonly confidence: number;
    readonly evidence: {
      readonly samples: number;
      readonly coverage: number;
      readonly queries: readonly string[];
    };
  }[];
  readonly skipped: readonly {
    readonly target: { readonly name: string };
    readonly code: string;
    readonly message: string;
  }[];
  readonly stats: {
    readonly queries: number;
    readonly samples: number;
    readonly bytes: number;
    readonly seconds: number;
  };
}

describe.skipIf(!ready)("scanning a real Prometheus", () => {
  let shop: Shop;
  let folder: string;

  beforeAll(async () => {
    shop = await startShop();
    folder = await mkdtemp(join(tmpdir(), "optpass-scan-"));
    await cp(templatePath("demo/repository"), join(folder, "infra"), { recursive: true });
    await run("git", ["init", "--quiet", join(folder, "infra")]);
  }, 300_000);

  afterAll(async () => {
    await shop?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const scan = (...args: readonly string[]) =>
    optpass(["scan", "--prometheus", shop.url, "--at", shop.at, ...args]);
  const report = async (...args: readonly string[]): Promise<Report> =>
    JSON.parse((await scan("--output", "json", ...args)).stdout);

  test("without a folder, it compares with what kube-state-metrics shows", async () => {
    const { recommendations, version, stats } = await report();

    const api = recommendations.find(
      ({ target, setting }) => target.name === "api" && setting === "requests.cpu",
    );
    expect(version).toBe(1);
    expect(api).toMatchObject({
      target: { namespace: "payments", kind: "Deployment", name: "api", container: "api" },
      current: "1",
      location: null,
      class: "cost",
    });
    expect(api?.evidence.samples).toBeGreaterThan(4000);
    expect(stats.queries).toBeGreaterThan(10);
    expect(stats.samples).toBeGreaterThan(100_000);
  });

  test("what it proposes fits the demand that the estate was made with", async () => {
    const truths = groundTruth(shopEstate());
    const { recommendations } = await report();

    // Throttled usage hides demand, and a killed container never shows its peak: both are judged elsewhere.
    const plain = recommendations.filter(
      ({ target }) => !["images", "transcoder", "statements", "ledger"].includes(target.name),
    );
    expect(plain.length).toBeGreaterThan(40);
    for (const { target, setting, proposed } of plain) {
      const truth = truthFor(truths, `${target.namespace}/${target.name}/${target.container}`);
      const amount = toNumber(quantity(proposed));
      const label = `${target.namespace}/${target.name} ${setting}`;
      if (setting === "requests.cpu") {
        expect(amount, label).toBeGreaterThan(Math.max(0.009, truth.coresNeeded.p95 * 0.95));
        expect(amount, label).toBeLessThan(Math.max(0.02, truth.coresNeeded.max * 1.6));
      } else {
        expect(amount, label).toBeGreaterThan(truth.bytesNeeded.max * 0.98);
        expect(amount, label).toBeLessThan(Math.max(40 * 2 ** 20, truth.bytesNeeded.max * 1.45));
      }
    }
  });

  test("every character that is no matter of numbers is left alone with its reason", async () => {
    const { skipped } = await report();

    const codes = (name: string): readonly string[] =>
      skipped.filter(({ target }) => target.name === name).map(({ code }) => code);
    expect(codes("fraud")).toEqual(["young-workload"]);
    expect(codes("cache-warmer")).toEqual(["small-saving", "suspected-leak"]);
    expect(codes("metrics-buffer")).toEqual(["suspected-leak"]);
    expect(codes("search")).toEqual(["within-dead-band"]);
    expect(codes("catalog")).toEqual(["heap-needs-limit"]);
    expect(codes("gateway")).toEqual(["hpa-owned"]);
    expect(codes("transcoder")).toContain("throttled");
    expect(codes("tokenizer")).toEqual(["within-dead-band", "within-dead-band"]);
    for (const { message } of skipped) expect(message).toMatch(/\.$/);
  });

  test("its evidence can be had again with the queries it names", async () => {
    const { recommendations } = await report("--workload", "api");
    const [query = ""] = recommendations[0]?.evidence.queries ?? [];

    const url = `${shop.url}/api/v1/query?query=${encodeURIComponent(`count(${query})`)}&time=${shop.at}`;
    const answer = (await (await fetch(url)).json()) as { data: { result: { value: [number, string] }[] } };

    expect(Number(answer.data.result[0]?.value[1])).toBe(2);
  });

  test("with a folder, each value has its file, line and path", async () => {
    const { recommendations } = await report(join(folder, "infra"), "--workload", "api");

    for (const { location, current } of recommendations) {
      const text = await readFile(join(folder, "infra", location?.file ?? ""), "utf8");
      expect(text.split("\n")[(location?.line ?? 0) - 1]).toContain(current ?? "?");
    }
    expect(recommendations.map(({ location }) => location?.path)).toEqual([
      "spec.template.spec.containers[0].resources.requests.cpu",
      "spec.template.spec.containers[0].resources.requests.memory",
      "spec.template.spec.containers[0].resources.limits.memory",
    ]);
  });

  test("a filter narrows what is read, and a wildcard matches", async () => {
    const { recommendations, skipped } = await report("--namespace", "shop-*", "--workload", "deployment/c*");

    const names = new Set([...recommendations, ...skipped].map(({ target }) => target.name));
    expect(names).toEqual(new Set(["cart", "checkout"]));
  });

  test("a selector reaches every query", async () => {
    const { stdout, code } = await scan("--output", "json", "--selector", '{namespace="payments"}');

    const { recommendations } = JSON.parse(stdout) as Report;
    expect(code).toBe(0);
    expect(new Set(recommendations.map(({ target }) => target.namespace))).toEqual(new Set(["payments"]));
  });

  test("an environment is chosen by name or by folder", async () => {
    const byName = await report(join(folder, "infra"), "--environment", "staging");
    const byFolder = await report(join(folder, "infra"), "--environment", "shop/overlays/staging");

    const namespaces = new Set(byName.recommendations.map(({ target }) => target.namespace));
    expect(namespaces).toEqual(new Set(["shop-staging"]));
    expect(byFolder.recommendations).toEqual(byName.recommendations);
  });

  test("the table names workload, values and place, and why the others stay", async () => {
    const { stdout } = await scan(join(folder, "infra"), "--namespace", "payments");

    expect(stdout).toMatch(
      /payments\/api +api +requests\.cpu +1 +220m +\$[\d.]+ +\d+ % +apps\/payments\/api\.yaml:26/,
    );
    expect(stdout).toContain("Left alone");
    expect(stdout).toMatch(/payments\/fraud fraud +It has been running for .* young-workload/);
  });

  test("Markdown has one table row per setting", async () => {
    const { stdout } = await scan("--namespace", "payments", "--workload", "api", "--output", "markdown");

    expect(stdout.split("\n").filter((line) => line.startsWith("| `payments/api`"))).toHaveLength(3);
  });

  test("the diff is one that git applies, and equals what --write writes", async () => {
    const infra = join(folder, "infra");
    const { stdout: diff } = await scan(infra, "--diff");
    const patch = join(folder, "scan.patch");
    await writeFile(patch, diff);
    await cp(infra, join(folder, "written"), { recursive: true });

    await run("git", ["-C", infra, "apply", "--check", patch]);
    await run("git", ["-C", infra, "apply", patch]);
    const { code, stderr } = await scan(join(folder, "written"), "--write");

    expect(code).toBe(0);
    expect(stderr).toContain("apps/payments/api.yaml");
    for (const path of await yamlFiles(infra)) {
      expect(await readFile(join(folder, "written", path), "utf8"), path).toBe(
        await readFile(join(infra, path), "utf8"),
      );
    }
    const again = await report(join(folder, "written"));
    expect(again.recommendations).toEqual([]);
  });

  test("a snapshot gives the same report without the connection", async () => {
    const file = join(folder, "shop.json.gz");
    const recorded = await optpass(["snapshot", "--prometheus", shop.url, "--at", shop.at, "--file", file]);
    const live = await report();

    const offline = await optpass(["scan", "--snapshot", file, "--output", "json"]);

    expect(recorded.code).toBe(0);
    const stored = JSON.parse(offline.stdout) as Report;
    const values = ({ recommendations, skipped }: Report) => ({
      proposed: recommendations.map(({ target, setting, proposed }) => [target, setting, proposed]),
      skipped: skipped.map(({ target, code }) => [target, code]),
    });
    expect(values(stored)).toEqual(values(live));
  });
});

async function yamlFiles(folder: string): Promise<readonly string[]> {
  const all = await readdir(folder, { recursive: true });
  const files = all.filter((path) => path.endsWith(".yaml"));
  for (const path of files) parseAllDocuments(await readFile(join(folder, path), "utf8"));
  return files;
}
