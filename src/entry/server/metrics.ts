import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Clock } from "../../ports/clock.ts";
import { urgencies, type WorkQueue } from "../../ports/work-queue.ts";

interface GitHubAnswer {
  readonly status: number;
  readonly remaining: number | null;
  readonly resource: string;
}

// What a server sends is no label as it is.
const limits: ReadonlySet<string> = new Set(["core", "graphql", "search"]);

const perPass = [1, 2, 3, 5, 10, 20, 50, 100, 500];

/** What the server counts, under names that begin with `optpass_`. */
export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics(queue: WorkQueue, clock: Clock) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `optpass_${name}`, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge({ name: `optpass_${name}`, help, labelNames, registers });

  const depth = gauge("queue_depth", "Jobs that wait, due or not.", ["urgency"]);
  const age = gauge("queue_oldest_due_seconds", "How long the oldest job that is due has been due.", [
    "urgency",
  ]);
  const working = gauge("queue_working", "Jobs that are worked on.", []);
  const buried = gauge("queue_buried", "Jobs that were given up in the last 30 days.", []);
  const githubRequests = counter("github_requests_total", "Requests to GitHub, by the answer's status.", [
    "status",
  ]);
  const githubRemaining = gauge(
    "github_rate_limit_remaining",
    "Requests that GitHub still allows in this hour, as it said last, of the installation that asked last.",
    ["resource"],
  );
  const readQueue = async (): Promise<void> => {
    const now = clock.now();
    const backlog = await queue.backlog(now);
    for (const urgency of urgencies) {
      const oldest = backlog.oldestDue[urgency];
      depth.set({ urgency }, backlog.waiting[urgency]);
      age.set({ urgency }, oldest === null ? 0 : (now - oldest) / 1000);
    }
    working.set(backlog.working);
    buried.set(backlog.buried);
  };
  return {
    deliveries: counter("deliveries_total", "Webhook deliveries, by event and what became of them.", [
      "event",
      "outcome",
    ]),
    jobs: counter("jobs_total", "Jobs that were tried, by kind and what became of them.", [
      "kind",
      "outcome",
    ]),
    jobSeconds: new Histogram({
      name: "optpass_job_duration_seconds",
      help: "How long a job took.",
      labelNames: ["kind"] as const,
      buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600],
      registers,
    }),
    passRequests: new Histogram({
      name: "optpass_pass_github_requests",
      help: "Requests to GitHub of a job that passed over a repository, with those for tokens.",
      buckets: perPass,
      registers,
    }),
    passPoints: new Histogram({
      name: "optpass_pass_github_points",
      help: "Points that a job which passed over a repository cost of GraphQL's hourly limit.",
      buckets: perPass,
      registers,
    }),
    passes: counter("passes_total", "Passes over a repository, by how they ended.", ["outcome"]),
    pullRequests: counter("pull_requests_total", "What was done to pull requests.", ["action"]),
    refusals: counter("refusals_total", "Settings that a pass left alone, by the reason's code.", ["code"]),
    /** One answer of GitHub. */
    countGitHub: ({ status, remaining, resource }: GitHubAnswer): void => {
      githubRequests.inc({ status: String(status) });
      if (remaining !== null)
        githubRemaining.set({ resource: limits.has(resource) ? resource : "other" }, remaining);
    },
    /** The text of a scrape, with the queue as it is now. Throws where the store fails. */
    async scrape(): Promise<{ readonly text: string; readonly type: string }> {
      await readQueue();
      return { text: await registry.metrics(), type: registry.contentType };
    },
  };
}
