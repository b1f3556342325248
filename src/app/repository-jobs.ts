import { branchPrefixes } from "../core/model/index.ts";
import type { HostCost } from "../ports/code-host.ts";
import type { Conversation } from "../ports/conversation.ts";
import { answerComment } from "./answer-comment.ts";
import { carryOrders } from "./carry-orders.ts";
import { type CheckParts, checkConfiguration, checkMergeGroup } from "./check-configuration.ts";
import { handleButton } from "./handle-button.ts";
import { handleComment, type SpokenOutcome } from "./handle-comment.ts";
import { clearTicks, handleTicks } from "./handle-ticks.ts";
import type { JobHandlers, JobLease, JobResult } from "./job-handlers.ts";
import { type Order, ordersOf } from "./order.ts";
import type { Talk } from "./talk.ts";
import { noWishes, type Tended, type Wishes } from "./tend-repository.ts";

/** One repository, opened for one job. */
export interface OpenedRepository extends CheckParts {
  readonly conversation: Conversation;
  /** What answering people needs; `null` where the configuration is wrong or there is nothing to work on. */
  talk(): Promise<Talk | null>;
  tend(wishes: Wishes): Promise<Tended>;
}

export interface RepositoryJobs {
  /** The lease is asked before every write. */
  open(repository: string, lease: JobLease): OpenedRepository;
  /** Told of every pass, and of what its job asked of the code host; says when the next one begins. */
  finished(repository: string, tended: Tended, cost: HostCost): JobResult;
}

/** What each kind of job is: what a person wants is heard first, and a pass carries it out. */
export function repositoryJobs({ open, finished }: RepositoryJobs): JobHandlers {
  const pass = async (job: { readonly repository: string }, lease: JobLease): Promise<JobResult> => {
    const opened = open(job.repository, lease);
    return ended(job, opened, await opened.tend(noWishes));
  };
  const ended = (job: { readonly repository: string }, { host }: OpenedRepository, tended: Tended) =>
    finished(job.repository, tended, host.cost());
  return {
    pass,
    "pull-request": pass,
    async comment(job, lease) {
      const opened = open(job.repository, lease);
      const talk = await opened.talk();
      if (talk === null) return nothing("no configuration to answer by");
      const { form, issue, comment: id } = job;
      const handled = await handleComment(talk, { form, issue, id });
      if (handled.kind === "ignored") return nothing(`ignored: ${handled.because}`);
      if (handled.orders.length === 0) return nothing(describe(handled.outcomes));
      const tended = await opened.tend({ ...noWishes, orders: handled.orders });
      const outcomes = await carryOrders(opened.host, tended, handled.outcomes);
      await answerComment(opened.conversation, handled.heard, outcomes);
      return ended(job, opened, tended);
    },
    "config-check": async (job, lease) =>
      nothing(await checkConfiguration(open(job.repository, lease), job.number)),
    async "config-recheck"(job, lease) {
      const opened = open(job.repository, lease);
      const did: string[] = [];
      for (const { number } of await opened.host.openPullRequestsAt(job.commit)) {
        did.push(await checkConfiguration(opened, number, { again: true }));
      }
      return nothing(did.join(", ") || "no pull request with this commit");
    },
    async "proposal-recheck"(job, lease) {
      const opened = open(job.repository, lease);
      const { commit, isThere } = job;
      return ended(job, opened, await opened.tend({ ...noWishes, recheck: { commit, isThere } }));
    },
    "merge-group": async (job, lease) => nothing(await checkMergeGroup(open(job.repository, lease), job)),
    async checkbox(job, lease) {
      const opened = open(job.repository, lease);
      const talk = await opened.talk();
      if (talk === null) return nothing("no configuration to answer by");
      const by = { login: job.by, isBot: false };
      const ticks = await handleTicks(talk, opened.host, { number: job.number, by, change: null });
      if (ticks.handled.length === 0) return nothing("no box of ours was ticked");
      const tended = await opened.tend({ ...noWishes, ...ticks });
      await clearTicks(talk, job.number, ticks.handled);
      return ended(job, opened, tended);
    },
    async button(job, lease) {
      const opened = open(job.repository, lease);
      const orders = await ordersOfButton(opened, job);
      return orders === null
        ? nothing("nothing to press")
        : ended(job, opened, await opened.tend({ ...noWishes, orders }));
    },
  };
}

async function ordersOfButton(
  opened: OpenedRepository,
  job: {
    readonly check: number;
    readonly commit: string;
    readonly button: string;
    readonly by: string;
  },
): Promise<readonly Order[] | null> {
  const talk = await opened.talk();
  if (talk === null) return null;
  const [pullRequest] = (await opened.host.openPullRequests(branchPrefixes)).filter(
    ({ headCommit }) => headCommit === job.commit,
  );
  if (pullRequest === undefined) return null;
  const { button, by, commit } = job;
  const outcome = await handleButton(talk, { button, by, commit, pullRequest: pullRequest.number });
  if (outcome === null) return null;
  if (outcome.kind === "ordered") return ordersOf([outcome]);
  if (outcome.text !== null) await opened.conversation.addComment(pullRequest.number, outcome.text);
  return null;
}

function nothing(did: string): JobResult {
  return { did, nextPass: null };
}

function describe(outcomes: readonly SpokenOutcome[]): string {
  return `answered: ${outcomes.map(({ verb }) => verb).join(", ")}`;
}
