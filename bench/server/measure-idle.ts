import {
  createGitHubMemory,
  type GitHubMemory,
  openGitHubRepository,
} from "../../src/adapters/github/index.ts";
import { createSeal } from "../../src/adapters/system/seal.ts";
import { readTemplate } from "../../src/adapters/system/template.ts";
import { openRepository, type TendSettings } from "../../src/app/open-repository.ts";
import { readConfiguration } from "../../src/app/read-configuration.ts";
import { noRecorder } from "../../src/app/recorder.ts";
import { noWishes } from "../../src/app/tend-repository.ts";
import { findConfig } from "../../src/core/config/index.ts";
import { instant } from "../../src/core/model/index.ts";
import type { Telemetry } from "../../src/core/telemetry/index.ts";
import { anEvidence, apiContainer, aUsage } from "../../test/support/builders/evidence.ts";
import { type FakeGitHub, startFakeGitHub } from "../../test/support/fake-github/start-fake-github.ts";
import { deployment } from "../../test/support/life/open-life.ts";

export interface IdleOrder {
  readonly repositories: number;
  readonly workloads: number;
}

/** Requests per repository in one pass over all of them, by the limit that GitHub counts them against. */
export interface IdleCost {
  readonly situation: string;
  /** Of the installation's tokens, for REST. */
  readonly rest: number;
  /** Questions to GraphQL. */
  readonly graphql: number;
  /** Of the app itself, which has a limit of its own. */
  readonly app: number;
  /** Confirmed as unchanged, which counts against nothing. */
  readonly unchanged: number;
  readonly writes: number;
}

const mebi = 2 ** 20;
const permissions = { contents: "write", pull_requests: "write", issues: "write", checks: "write" } as const;
const config = "version: 1\nlimits:\n  openedAnHour: 10\n";

/** Passes until nothing is left to do, and then counts what the next ones ask. */
export async function measureIdle({ repositories, workloads }: IdleOrder): Promise<readonly IdleCost[]> {
  const github = await startFakeGitHub();
  try {
    Object.assign(github.world.limits, { contentPerMinute: 1e9, contentPerHour: 1e9, pointsPerMinute: 1e9 });
    const names = await makeRepositories(github, repositories, workloads);
    const app = github.createApp({ account: "acme", permissions });
    const settings = tendSettings(github, workloads);
    const pass = async (memory: GitHubMemory): Promise<void> => {
      for (const repository of names) {
        const auth = { kind: "app", appId: app.appId, privateKey: app.privateKey } as const;
        const limits = { writeBurst: 10_000 };
        const ports = openGitHubRepository({ repository, auth, baseUrl: github.url, memory, limits });
        await openRepository(repository, { ...ports, recorder: noRecorder }, settings).tend(noWishes);
      }
    };
    const memory = createGitHubMemory();
    for (let settling = 0; settling < 5; settling += 1) await pass(memory);
    const measure = async (situation: string, kept: GitHubMemory): Promise<IdleCost> => {
      github.log.clear();
      await pass(kept);
      return costOf(situation, github, names.length);
    };
    const sameToken = await measure("again within the hour of the tokens", memory);
    // Ends the tokens that are kept, as an hour does, without moving the clock of what is measured.
    for (const name of names) expire(memory, `${github.url} ${app.appId} ${name}`);
    const nextToken = await measure("with new tokens", memory);
    return [sameToken, nextToken, await measure("in a process that just started", createGitHubMemory())];
  } finally {
    await github.stop();
  }
}

async function makeRepositories(
  github: FakeGitHub,
  count: number,
  workloads: number,
): Promise<readonly string[]> {
  const files = Object.fromEntries(
    Array.from({ length: workloads }, (_, index) => [
      `apps/api-${index}.yaml`,
      deployment.replaceAll(/(name|app): api$/gm, `$1: api-${index}`),
    ]),
  );
  const names: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = `idle-${index}`;
    await github.createRepository({
      owner: "acme",
      name,
      files: { ...files, ".github/optpass.yml": config },
    });
    names.push(`acme/${name}`);
  }
  return names;
}

function tendSettings(github: FakeGitHub, workloads: number): TendSettings {
  const now = instant(github.world.now().getTime());
  return {
    readConfiguration: (files, { fullName }) =>
      readConfiguration({
        found: findConfig(files),
        organisation: null,
        owner: fullName.split("/")[0] ?? null,
        readPreset: null,
        operator: null,
      }),
    readTelemetry: async () => telemetryOf(workloads, now),
    ...{ renderer: null, environment: undefined, prices: null, startingConfig: null, stopped: null },
    wantsWorkload: () => true,
    progress: () => {},
    templates: {
      pullRequest: readTemplate("pull-request.md"),
      dashboard: readTemplate("dashboard.md"),
      onboarding: readTemplate("onboarding.md"),
      check: { summary: readTemplate("check-summary.md"), evidence: readTemplate("check-evidence.md") },
    },
    seal: createSeal("a key for benchmarks"),
    clock: { now: () => now },
    nextPass: () => null,
  };
}

function telemetryOf(workloads: number, readAt: ReturnType<typeof instant>): Telemetry {
  const evidence = Array.from({ length: workloads }, (_, index) =>
    anEvidence({
      target: { ...apiContainer, name: `api-${index}`, container: `api-${index}` },
      usage: { cpu: aUsage({ p95: 0.2 }), memory: aUsage({ p95: 300 * mebi }) },
    }),
  );
  const window = anEvidence().window;
  const cost = { queries: 0, samples: 0, bytes: 0 };
  return { product: "Prometheus 3.0.0", readAt, window, evidence, prices: null, notices: [], cost };
}

function expire({ tokens }: GitHubMemory, key: string): void {
  const kept = tokens.get(key);
  if (kept === undefined) throw new Error(`no token is kept for ${key}`);
  tokens.set(key, { ...kept, expires: 0 }, 0);
}

function costOf(situation: string, github: FakeGitHub, repositories: number): IdleCost {
  const { entries } = github.log;
  const each = (count: number): number => count / repositories;
  const isUnchanged = (status: number): boolean => status === 304;
  const isApp = (operation: string | null): boolean =>
    operation !== null && /^POST \/app\/|\/installation$/.test(operation);
  // The download of an archive is sent on to a server without limits.
  const counted = entries.filter(
    ({ status, path }) => !isUnchanged(status) && !path.startsWith("/codeload/"),
  );
  const app = counted.filter(({ operation }) => isApp(operation)).length;
  const graphql = counted.filter(({ operation }) => operation?.startsWith("POST /graphql") === true).length;
  return {
    situation,
    rest: each(counted.length - app - graphql),
    graphql: each(graphql),
    app: each(app),
    unchanged: each(entries.filter(({ status }) => isUnchanged(status)).length),
    writes: each(github.log.writes().length),
  };
}
