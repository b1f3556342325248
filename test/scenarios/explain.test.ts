import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { templatePath } from "../../src/adapters/system/template.ts";
import { duration, type Evidence, instant, quantity, windowEndingAt } from "../../src/core/model/index.ts";
import { writeSnapshot } from "../../src/core/telemetry/index.ts";
import { runCli } from "../../src/entry/cli/program.ts";
import { anEvidence, apiContainer, aUsage, twoWeeks, usageByClass } from "../support/builders/evidence.ts";
import { optpass } from "../support/cli/run-cli.ts";
import { type Shop, startShop } from "../support/estate/start-shop.ts";

const mebi = 2 ** 20;
const live = {
  "requests.cpu": quantity("1"),
  "requests.memory": quantity("1Gi"),
  "limits.memory": quantity("1Gi"),
};
const named = (name: string): Evidence["target"] => ({ ...apiContainer, name });

interface Report {
  readonly containers: readonly {
    readonly target: { readonly name: string };
    readonly environment: string | null;
    readonly cpu: {
      readonly candidates: {
        readonly rules: readonly { readonly rule: string }[];
        readonly chosen: string;
      } | null;
      readonly bounds: readonly { readonly id: string }[];
      readonly whatIf: readonly string[];
    };
    readonly recommendations: readonly {
      readonly setting: string;
      readonly proposed: string;
      readonly location: { readonly file: string } | null;
    }[];
    readonly skipped: readonly { readonly code: string; readonly number: string; readonly message: string }[];
  }[];
}

describe("explaining what a snapshot holds", () => {
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "optpass-explain-"));
    file = join(folder, "snapshot.json");
    const seen = windowEndingAt(twoWeeks.to, duration(30, "h"));
    const evidence = [
      anEvidence({ live }),
      anEvidence({
        live,
        target: named("young"),
        usage: { cpu: aUsage({ seen }), memory: aUsage({ p95: 300 * mebi, seen }) },
      }),
      anEvidence({ live, target: named("silent"), usage: { cpu: null, memory: null } }),
      anEvidence({
        live,
        target: named("scaled"),
        autoscalers: [{ name: "scaler", utilizationOf: ["cpu"] }],
      }),
      anEvidence({ live, target: named("evil\u001b[31m\u202ename") }),
      anEvidence({ live: null, target: named("unknown") }),
      anEvidence({
        live,
        target: { ...named("agent"), kind: "DaemonSet" },
        usage: {
          cpu: {
            ...usageByClass([
              ["m5.large", { p95: 0.05 }, 20],
              ["16 cores and 64Gi", { p95: 0.6 }, 2],
            ]),
            profile: aUsage({ p50: 0.1, p95: 0.2, max: 0.9 }).profile,
          },
          memory: aUsage({ p95: 300 * mebi }),
        },
      }),
    ];
    const telemetry = {
      product: "Prometheus 3.7.1",
      readAt: twoWeeks.to,
      window: twoWeeks,
      evidence,
      prices: null,
      notices: [],
      cost: { queries: 0, samples: 0, bytes: 0 },
    };
    await writeFile(file, writeSnapshot(telemetry));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const explain = (...args: readonly string[]) => optpass(["explain", ...args, "--snapshot", file]);

  test("goes from what was seen to the answer and what would change it, in this order", async () => {
    const { stdout, code } = await explain("payments/api");

    const parts = [
      "payments/api, container api",
      "told by kube-state-metrics",
      "CPU  requests.cpu 1 → 2",
      "busiest",
      "Candidate rules",
      "RULE",
      "What the value went through",
      "rounding",
      "dead band",
      "lower late",
      "guards",
      "Tried on its past",
      "what is set today",
      "Answer",
      "becomes 2",
      "What would change it",
      "With --risk 5%",
      "would be left as it is",
      "Memory  requests.memory 1Gi → 336Mi, limits.memory 1Gi → 336Mi",
      "headroom",
    ];
    const places = parts.map((part) => stdout.indexOf(part));
    expect(code).toBe(0);
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((left, right) => left - right));
  });

  test("says what each class of nodes needs, what that costs, and when it is busy", async () => {
    const { stdout } = await explain("payments/DaemonSet/agent");
    const text = stdout.replaceAll(/\s+/g, " ");

    expect(text).toMatch(/nodes needs 6\d\dm on 16 cores and 64Gi, \d\dm on m5\.large; the most decides/);
    expect(text).toContain("2 on 16 cores and 64Gi, 20 on m5.large at a time");
    expect(text).toMatch(
      /advice a DaemonSet for each of these node classes would free 1\d(\.\d+)? cores in all/,
    );
    expect(text).toContain("recurs highest daily 12:00-13:00 UTC (14 of 14 days)");

    const { containers } = JSON.parse((await explain("payments/DaemonSet/agent", "-o", "json")).stdout);
    expect(containers[0].cpu).toMatchObject({
      recurs: { on: "daily", from: 12, to: 13, times: 14, of: 14 },
      nodeClasses: { isWorthwhile: true, needs: [{ name: "16 cores and 64Gi" }, { name: "m5.large" }] },
    });
  });

  test("fits a terminal of 80 columns, on two screens", async () => {
    let stdout = "";
    await runCli(["explain", "payments/api", "--snapshot", file], {
      stdout: { columns: 80, write: (text) => (stdout += text) },
      stderr: { write: () => {} },
      environment: {},
      onStop: () => {},
      clock: { now: () => instant(0) },
    });

    const lines = stdout.split("\n");
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(lines.length).toBeLessThan(110);
  });

  test("tells of a young workload what it saw, and when there will be an answer", async () => {
    const { stdout } = await explain("young");

    expect(stdout).toContain("CPU  requests.cpu stays 1  OP103 young-workload");
    expect(stdout).toContain("by its own past (there is none yet)");
    expect(stdout).toMatch(/After 18h more, from 2026-11-20T18:00:00Z on/);
  });

  test("tells of one without any usage that nothing was measured", async () => {
    const { stdout } = await explain("silent");

    expect(stdout).toContain("OP101: Prometheus has no cpu usage of this container in the window.");
    expect(stdout).toContain("OP101: Prometheus has no memory usage of this container in the window.");
    expect(stdout).not.toMatch(/Candidate rules|What would change it|NaN|Infinity|undefined/);
  });

  test("tells of a resource that an autoscaler steers by what it would be without", async () => {
    const { stdout } = await explain("scaled");

    expect(stdout).toContain("autoscaler scaler, by cpu utilisation");
    expect(stdout).toContain("CPU  requests.cpu stays 1  OP201 hpa-owned");
    expect(stdout).toMatch(/If scaler did not scale on cpu utilisation, it would be 2\d\dm\./);
  });

  test("tells of what nobody knows the requests of what it needs", async () => {
    const { stdout } = await explain("unknown");

    expect(stdout).toContain("requests.cpu stays as it is  OP111 requests-unknown");
    expect(stdout).toMatch(/By usage alone|If it set nothing today, it would be 2\d\dm/);
  });

  test("never obeys a hostile name", async () => {
    const { stdout } = await explain("evil*");

    expect(stdout).toContain("payments/evil\\u001b[31m\\u202ename");
    for (const hidden of ["\u001b", "\u202e"]) expect(stdout).not.toContain(hidden);
  });

  test("a name that matches nothing is an error", async () => {
    expect(await explain("nobody")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: "error: no workload matches nobody\n",
    });
    expect(await explain("api", "--namespace", "other")).toMatchObject({
      code: 2,
      stderr: "error: no workload matches api --namespace other\n",
    });
    expect((await optpass(["explain", "--snapshot", file])).code).toBe(2);
    expect((await explain("api", "--environment", "production")).code).toBe(2);
  });

  test("answers as a scan does with the same flags", async () => {
    for (const flags of [[], ["--risk", "5%"], ["--memory-limits", "ratio"]]) {
      const explained = JSON.parse((await explain("*", "--output", "json", ...flags)).stdout) as Report;
      const scanned = await optpass(["scan", "--snapshot", file, "--output", "json", ...flags]);
      const { recommendations, skipped } = JSON.parse(scanned.stdout);
      const key = ({ setting, proposed }: { setting: string; proposed: string }) => `${setting} ${proposed}`;

      const { containers } = explained;
      expect(
        containers
          .flatMap((one) => one.recommendations)
          .map(key)
          .sort(),
      ).toEqual(recommendations.map(key).sort());
      expect(containers.flatMap((one) => one.skipped.map(({ number }) => number)).sort()).toEqual(
        skipped.map(({ number }: { number: string }) => number).sort(),
      );
    }
  });

  test("JSON has the chain as numbers", async () => {
    const { containers } = JSON.parse((await explain("young", "--output", "json")).stdout) as Report;

    expect(containers).toHaveLength(1);
    expect(containers[0]?.skipped).toMatchObject([{ code: "young-workload", number: "OP103" }]);
    expect(containers[0]?.cpu.candidates?.rules.map(({ rule }) => rule)).toEqual(["p95", "p99", "peak"]);
    expect(containers[0]?.cpu.whatIf).toHaveLength(2);
  });
});

const { prometheus, promtool, kubectl } = inject("tools");
const ready = prometheus !== null && promtool !== null && kubectl !== null;

describe.skipIf(!ready)("explaining a real Prometheus and a folder", () => {
  let shop: Shop;
  let folder: string;

  beforeAll(async () => {
    shop = await startShop();
    folder = await mkdtemp(join(tmpdir(), "optpass-explain-"));
    await cp(templatePath("demo/repository"), folder, { recursive: true });
  }, 300_000);

  afterAll(async () => {
    await shop?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const explain = (...args: readonly string[]) =>
    optpass(["explain", ...args, "--prometheus", shop.url, "--at", shop.at]);

  test("names the place of a value, and what the edit would be judged by", async () => {
    const { stdout, code } = await explain("shop-production/cart", folder);

    expect(code).toBe(0);
    expect(stdout).toContain("In shop/overlays/production");
    expect(stdout).toMatch(
      /requests\.cpu: 50m becomes \d+m.*\n? *.*shop\/overlays\/production\/kustomization\.yaml:\d+/,
    );
    expect(stdout).toMatch(/start-up +\d+m over all pods are left out/);
    expect(stdout).toMatch(/guards +passed/);
  });

  test("says by usage what the repository does not allow", async () => {
    const { stdout } = await explain("payments/statements", folder);

    expect(stdout).toMatch(/kills +4 pods for running out of memory, with a limit of up to 256Mi/);
    expect(stdout).toContain("By usage alone, requests.memory would be 312Mi.");
    expect(stdout).toContain("OP301: No manifest of this workload was found");
  });

  test("tells a leak, a heap and throttling with their numbers", async () => {
    const leak = await explain("cache-warmer");
    const heap = await explain("StatefulSet/search");
    const throttled = await explain("transcoder");

    expect(leak.stdout).toMatch(/growth +memory grew by \d+Mi a day in \d of \d lives/);
    expect(leak.stdout).toContain("OP202 suspected-leak");
    expect(heap.stdout).toMatch(/heap +(Java|jvm)/);
    expect(throttled.stdout).toMatch(/throttled +in \d+ % of the periods/);
    expect(throttled.stdout).toContain("OP203 throttled");
  });

  test("has JSON with places for every container of the workloads that match", async () => {
    const { stdout } = await explain("c*", folder, "--namespace", "shop-*", "--output", "json");

    const { containers } = JSON.parse(stdout) as Report;
    expect(new Set(containers.map(({ environment }) => environment))).toContain("shop/overlays/production");
    for (const { recommendations } of containers)
      for (const { location } of recommendations) expect(location?.file).toMatch(/\.yaml$/);
  });

  test("an environment that does not exist is an error with those that do", async () => {
    const { code, stderr } = await explain("cart", folder, "--environment", "nowhere");

    expect(code).toBe(2);
    expect(stderr).toMatch(/no environment is called nowhere; there are: .*shop\/overlays\/production/);
  });
});
