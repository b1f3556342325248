import { createGitHubMemory, type GitHubMemory } from "../../src/adapters/github/index.ts";
import { noWishes } from "../../src/app/tend-repository.ts";
import { type FakeGitHub, startFakeGitHub } from "../../test/support/fake-github/start-fake-github.ts";
import { startTending } from "../../test/support/tend/tending.ts";

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
  /** What these cost, by GitHub's formula; a limit of its own. */
  readonly points: number;
  /** Of the app itself, which has a limit of its own. */
  readonly app: number;
  /** Confirmed as unchanged, which counts against nothing. */
  readonly unchanged: number;
  readonly writes: number;
}

/** Passes until nothing is left to do, and then counts what the next ones ask. */
export async function measureIdle({ repositories, workloads }: IdleOrder): Promise<readonly IdleCost[]> {
  const github = await startFakeGitHub();
  try {
    Object.assign(github.world.limits, { contentPerMinute: 1e9, contentPerHour: 1e9, pointsPerMinute: 1e9 });
    const tending = startTending(github, workloads);
    const names = Array.from({ length: repositories }, (_, index) => `acme/idle-${index}`);
    for (const name of names) await tending.add(name.replace("acme/", ""));
    const pass = async (memory: GitHubMemory): Promise<void> => {
      for (const name of names) await tending.open(name, { memory }).tend(noWishes);
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
    for (const name of names) expire(memory, `${github.url} ${tending.app.appId} ${name}`);
    const nextToken = await measure("with new tokens", memory);
    return [sameToken, nextToken, await measure("in a process that just started", createGitHubMemory())];
  } finally {
    await github.stop();
  }
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
    points: each(entries.reduce((sum, { points }) => sum + points, 0)),
    app: each(app),
    unchanged: each(entries.filter(({ status }) => isUnchanged(status)).length),
    writes: each(github.log.writes().length),
  };
}
