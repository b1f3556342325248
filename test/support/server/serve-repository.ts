import { setTimeout as wait } from "node:timers/promises";
import { type GitHubAuth, openGitHubRepository } from "../../../src/adapters/github/index.ts";
import { createSeal } from "../../../src/adapters/system/seal.ts";
import { readTemplate } from "../../../src/adapters/system/template.ts";
import { handleJob } from "../../../src/app/job-handlers.ts";
import { openRepository } from "../../../src/app/open-repository.ts";
import { readConfiguration } from "../../../src/app/read-configuration.ts";
import { noRecorder } from "../../../src/app/recorder.ts";
import { repositoryJobs } from "../../../src/app/repository-jobs.ts";
import { configFileNames, findConfig } from "../../../src/core/config/index.ts";
import { type Evidence, instant } from "../../../src/core/model/index.ts";
import { startingConfig } from "../../../src/core/onboard/index.ts";
import { PortError } from "../../../src/ports/port-error.ts";
import { anEvidence, aUsage } from "../builders/evidence.ts";
import type { FakeGitHub } from "../fake-github/start-fake-github.ts";
import { existingRepository, type Permissions } from "../fake-github/state/world.ts";
import { secret, startTestServer } from "./start-test-server.ts";

const all: Permissions = {
  contents: "write",
  pull_requests: "write",
  issues: "write",
  checks: "write",
  merge_queues: "read",
};

export interface RepositoryOrder {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly permissions?: Permissions;
  readonly evidence?: readonly Evidence[];
}

/**
 * The app as it is served, on one repository of the fake and with measurements of the test's own: its webhooks, its queue
 * and everything that it does.
 */
export async function serveRepository(github: FakeGitHub, order: RepositoryOrder) {
  const { name, files, permissions = all } = order;
  const fullName = `acme/${name}`;
  await github.createRepository({ owner: "acme", name, files });
  const app = github.createApp({ account: "acme", permissions, repositories: [fullName] });
  const auth: GitHubAuth = { kind: "app", ...app };
  const clock = { now: () => instant(github.world.now().getTime()) };
  const measured = anEvidence({
    usage: { cpu: aUsage({ p95: 0.2 }), memory: aUsage({ p95: 300 * 2 ** 20 }) },
  });
  let evidence: readonly Evidence[] = order.evidence ?? [measured];
  const settings = {
    readConfiguration: (read: Parameters<typeof findConfig>[0]) =>
      readConfiguration({
        ...{
          found: findConfig(read),
          organisation: null,
          owner: "acme",
          readPreset: null,
          operator: null,
          repository: null,
        },
      }),
    readTelemetry: async () => ({
      product: "Prometheus 3.0.0",
      readAt: clock.now(),
      window: measured.window,
      evidence,
      prices: null,
      notices: [],
      cost: { queries: 0, samples: 0, bytes: 0 },
    }),
    templates: {
      pullRequest: readTemplate("pull-request.md"),
      rollback: readTemplate("rollback.md"),
      dashboard: readTemplate("dashboard.md"),
      onboarding: readTemplate("onboarding.md"),
      check: { summary: readTemplate("check-summary.md"), evidence: readTemplate("check-evidence.md") },
    },
    unconfigured: () => ({
      kind: "propose" as const,
      path: configFileNames[0] ?? "",
      text: startingConfig({ sources: [] }),
    }),
    ...{ renderer: null, environment: undefined, wantsWorkload: () => true, prices: null, stopped: null },
    openMetrics: async () => {
      throw new PortError("metrics-source", "unreachable", "Prometheus is away");
    },
    ...{ seal: createSeal("a key for tests"), clock, nextPass: () => null, progress: () => {} },
  };
  const jobs = repositoryJobs({
    open(repository, lease) {
      const limits = { millisecondsPerSecond: 5, writeBurst: 1000 };
      const options = { repository, auth, baseUrl: github.url, limits, beforeWrite: lease.check };
      return openRepository(
        repository,
        { ...openGitHubRepository(options), recorder: noRecorder },
        settings,
        lease.also,
      );
    },
    finished: (_, { kind }) => ({ did: kind, nextPass: null }),
  });
  const did: string[] = [];
  const server = await startTestServer({
    async handle(job, lease) {
      const result = await handleJob(jobs, job, lease);
      did.push(`${job.kind}: ${result.did}`);
      return result;
    },
  });
  github.webhooks.sendTo(app, { url: `http://127.0.0.1:${server.port}/api/github/webhooks`, secret });
  /** Everything that was told was heard, and everything that follows from it is done. */
  async function rest(): Promise<void> {
    for (;;) {
      await github.webhooks.settled();
      const { waiting, working } = await server.queue.backlog(instant(Date.now()));
      if (working + Object.values(waiting).reduce((sum, count) => sum + count, 0) === 0) return;
      await wait(20);
    }
  }
  const repository = () => existingRepository(github.world, fullName);
  return {
    fullName,
    repository,
    rest,
    log: server.log,
    port: server.port,
    /** What jobs did since the last time, such as `comment: answered: help`. */
    async after(act: () => unknown): Promise<readonly string[]> {
      await rest();
      did.length = 0;
      await act();
      await rest();
      return [...did];
    },
    measure(next: readonly Evidence[]): void {
      evidence = next;
    },
    checks: (check: string) => [...repository().checkRuns.values()].filter((run) => run.name === check),
    end: () => server.end(),
  };
}
