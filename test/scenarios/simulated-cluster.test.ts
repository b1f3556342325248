import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { duration, formatInstant } from "../../src/core/model/index.ts";
import { optpass } from "../support/cli/run-cli.ts";
import { renderedBranch } from "../support/cluster/branch.ts";
import { Cluster } from "../support/cluster/cluster.ts";
import { defaultBranchOf } from "../support/cluster/fake-github-branch.ts";
import { apiLoad, apiManifest, clusterStart } from "../support/cluster/shop-cluster.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { startPrometheus } from "../support/prometheus/start-prometheus.ts";

const tools = inject("tools");

describe.skipIf(tools.prometheus === null || tools.promtool === null)("a simulated cluster", () => {
  let github: FakeGitHub;
  beforeAll(async () => {
    github = await startFakeGitHub({ now: new Date(clusterStart) });
  });
  afterAll(() => github.stop());

  test("is scanned in a real Prometheus, and the scan wants nothing more once what it proposed is on the branch and applied", async () => {
    const fullName = "acme/infra";
    const manifest = { "apps/api.yaml": apiManifest({ cpu: "100m", memory: "330Mi" }) };
    await github.createRepository({ owner: "acme", name: "infra", files: manifest });
    const cluster = await Cluster.start({
      start: clusterStart,
      branch: renderedBranch(defaultBranchOf(github.world, fullName), null),
      reconcilers: [{ tool: "argo", name: "payments", path: "apps", namespace: "payments" }],
      load: () => ({ containers: apiLoad.containers }),
      nodes: 1,
    });
    await cluster.advance(duration(3, "d"));
    const [proposal, ...others] = await scan(cluster);
    expect(others).toEqual([]);
    expect(proposal).toMatchObject({
      target: { namespace: "payments", name: "api" },
      setting: "requests.cpu",
    });

    const cpu = proposal?.proposed ?? "";
    const files = { "apps/api.yaml": apiManifest({ cpu, memory: "330Mi" }) };
    await github.pushCommit({ repository: fullName, files });
    await cluster.advance(duration(1, "h"));

    expect(cluster.isRolledOut("payments", "api")).toBe(true);
    const { pods } = cluster.deployment("payments", "api");
    expect(pods.map(({ containers }) => containers[0]?.resources.requests?.cpu)).toEqual([cpu, cpu]);
    expect(await scan(cluster)).toEqual([]);
  });
});

interface Found {
  readonly target: { readonly namespace: string; readonly name: string };
  readonly setting: string;
  readonly proposed: string;
}

async function scan(cluster: Cluster): Promise<readonly Found[]> {
  const server = await startPrometheus({ openMetrics: Readable.from(cluster.metrics.openMetrics()) });
  try {
    const at = ["--at", formatInstant(cluster.now), "--window", "2d", "--output", "json"];
    const { stdout, stderr } = await optpass(["scan", "--prometheus", server.url, ...at]);
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout).recommendations;
  } finally {
    await server.stop();
  }
}
