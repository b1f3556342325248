import {
  createGitHubMemory,
  type GitHubMemory,
  openGitHubRepository,
} from "../../../src/adapters/github/index.ts";
import { createSeal } from "../../../src/adapters/system/seal.ts";
import { readTemplate } from "../../../src/adapters/system/template.ts";
import type { JobLease } from "../../../src/app/job-handlers.ts";
import { openRepository, type TendSettings } from "../../../src/app/open-repository.ts";
import { readConfiguration } from "../../../src/app/read-configuration.ts";
import { noRecorder } from "../../../src/app/recorder.ts";
import type { OpenedRepository } from "../../../src/app/repository-jobs.ts";
import { findConfig } from "../../../src/core/config/index.ts";
import { type Instant, instant } from "../../../src/core/model/index.ts";
import type { Telemetry } from "../../../src/core/telemetry/index.ts";
import type { MetricsSource } from "../../../src/ports/metrics-source.ts";
import { PortError } from "../../../src/ports/port-error.ts";
import { anEvidence, apiContainer, aUsage } from "../builders/evidence.ts";
import type { FakeGitHub } from "../fake-github/start-fake-github.ts";
import { deployment } from "../life/open-life.ts";

const mebi = 2 ** 20;

const config = "version: 1\nlimits:\n  openedAnHour: 10\n";

const tendPermissions = {
  contents: "write",
  pull_requests: "write",
  issues: "write",
  checks: "write",
} as const;

/** An app on repositories with a configuration and some workloads each, tended as the server does it. */
export interface Tending {
  readonly app: { readonly appId: number; readonly privateKey: string };
  /** Lets `owner/name` be there, with so many Deployments. */
  add(name: string): Promise<void>;
  open(repository: string, how?: Tended): OpenedRepository;
}

export interface Tended {
  /** Of a process; a new one is what a process begins with. */
  readonly memory?: GitHubMemory;
  /** What a pass found to be done besides. */
  readonly also?: JobLease["also"];
  /** What each container uses at its 95th percentile. */
  readonly cores?: number;
  /** Characters of the queries behind it. */
  readonly queries?: number;
  /** What came of merges is asked of it; away where there is none. */
  readonly metrics?: MetricsSource;
}

export function startTending(
  github: FakeGitHub,
  workloads: number,
  permissions: Readonly<Record<string, "read" | "write">> = tendPermissions,
): Tending {
  const app = github.createApp({ account: "acme", permissions });
  return {
    app,
    async add(name) {
      const manifests = Array.from({ length: workloads }, (_, index) => [
        `apps/api-${index}.yaml`,
        deployment.replaceAll(/(name|app): api$/gm, `$1: api-${index}`),
      ]);
      const files = { ...Object.fromEntries(manifests), ".github/optpass.yml": config };
      await github.createRepository({ owner: "acme", name, files });
    },
    open(
      repository,
      { memory = createGitHubMemory(), also = async () => {}, cores = 0.2, queries = 0, metrics } = {},
    ) {
      const ports = openGitHubRepository({
        repository,
        auth: { kind: "app", ...app },
        baseUrl: github.url,
        memory,
        limits: { writeBurst: 10_000, millisecondsPerSecond: 5 },
      });
      return openRepository(
        repository,
        { ...ports, recorder: noRecorder },
        settingsOf(github, workloads, { cores, queries }, metrics ?? null),
        also,
      );
    },
  };
}

function settingsOf(
  github: FakeGitHub,
  workloads: number,
  measured: Measured,
  metrics: MetricsSource | null,
): TendSettings {
  const now = instant(github.world.now().getTime());
  return {
    readConfiguration: (files, { fullName }) =>
      readConfiguration({
        found: findConfig(files),
        organisation: null,
        owner: fullName.split("/")[0] ?? null,
        readPreset: null,
        operator: null,
        repository: fullName,
      }),
    readTelemetry: async () => telemetryOf(workloads, measured, now),
    ...{ renderer: null, environment: undefined, prices: null, stopped: null },
    async openMetrics() {
      if (metrics === null) throw new PortError("metrics-source", "unreachable", "Prometheus is away");
      return { source: metrics, close: async () => {} };
    },
    unconfigured: () => ({ kind: "tune" }),
    wantsWorkload: () => true,
    progress: () => {},
    templates: {
      pullRequest: readTemplate("pull-request.md"),
      rollback: readTemplate("rollback.md"),
      dashboard: readTemplate("dashboard.md"),
      onboarding: readTemplate("onboarding.md"),
      check: { summary: readTemplate("check-summary.md"), evidence: readTemplate("check-evidence.md") },
    },
    seal: createSeal("a key for tests"),
    clock: { now: () => now },
    nextPass: () => null,
  };
}

interface Measured {
  readonly cores: number;
  readonly queries: number;
}

function telemetryOf(workloads: number, { cores, queries }: Measured, readAt: Instant): Telemetry {
  const evidence = Array.from({ length: workloads }, (_, index) =>
    anEvidence({
      target: { ...apiContainer, name: `api-${index}`, container: `api-${index}` },
      ...(queries === 0
        ? {}
        : { queries: [{ of: "cpu" as const, promql: "rate(x[5m])\n".repeat(queries / 12) }] }),
      usage: { cpu: aUsage({ p95: cores }), memory: aUsage({ p95: 300 * mebi }) },
    }),
  );
  const window = anEvidence().window;
  const cost = { queries: 0, samples: 0, bytes: 0 };
  return { product: "Prometheus 3.0.0", readAt, window, evidence, prices: null, notices: [], cost };
}
