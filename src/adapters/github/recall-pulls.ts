import { duration, instant } from "../../core/model/index.ts";
import type { Overview, PullRequest } from "../../ports/code-host.ts";
import type { Known } from "./describe.ts";
import { type PullPage, pullsAnswer, type SeenPull } from "./overview-answers.ts";
import type { Asking } from "./overview-asking.ts";
import { pullsQuestion } from "./overview-question.ts";
import { inWords } from "./overview-words.ts";
import type { Session } from "./session.ts";

// A hundred each. Where nothing is remembered and there are more, branches are asked for one by one.
const mostPages = 20;

/** Changes may show a little later than others that are younger. */
const lag = duration(5, "m");

/** What changes without a trace on a pull request, such as a label that is deleted for all, is seen within a day. */
const kept = duration(1, "d");

/**
 * Reads the list of pull requests from the one that changed last back to what is remembered, so that a repository with
 * thousands of them costs no more than one with few.
 */
export async function recallPulls(
  session: Session,
  asking: Asking,
  known: Known,
  headPrefix: string,
  first: PullPage,
): Promise<Pick<Overview, "pullRequests" | "isComplete">> {
  const { pulls: memory } = session.memory;
  const key = `${session.place.host} ${known.nodeId} ${headPrefix}`;
  const remembered = memory.get(key);
  const recalled = remembered !== undefined && Date.now() - remembered.readAt < kept ? remembered : null;
  const read: SeenPull[] = [...first.nodes];
  let page = first;
  const isRecalled = (): boolean =>
    recalled !== null && page.nodes.some(({ updatedAt }) => updatedAt < recalled.until - lag);
  for (let pages = 1; page.pageInfo.hasNextPage && !isRecalled() && pages <= mostPages; pages += 1) {
    const { endCursor: after } = page.pageInfo;
    page = (await asking.ask(pullsQuestion, pullsAnswer, { after })).repository.pullRequests;
    read.push(...page.nodes);
  }
  const ours = read
    // A fork may have a branch of the same name.
    .filter((pull) => !pull.isCrossRepository && pull.headRefName.startsWith(headPrefix))
    .map(inWords);
  const isWhole = !page.pageInfo.hasNextPage;
  const isComplete = isWhole || isRecalled();
  const older = isWhole ? [] : (recalled?.pulls ?? []);
  const pullRequests = [...new Map([...older, ...ours].map((pull) => [pull.number, pull])).values()];
  if (isComplete) {
    const until = instant(Math.max(0, ...read.map(({ updatedAt }) => updatedAt), recalled?.until ?? 0));
    const readAt = isWhole ? Date.now() : (recalled?.readAt ?? 0);
    memory.set(key, { pulls: pullRequests, until, readAt }, bytesOf(pullRequests));
  }
  return { pullRequests, isComplete };
}

function bytesOf(pulls: readonly PullRequest[]): number {
  return pulls.reduce(
    (sum, { title, body, labels }) => sum + 2 * (title + body + labels.join()).length + 500,
    0,
  );
}
