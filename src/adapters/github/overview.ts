import { z } from "zod";
import type { LookedFor, Overview, PullRequestReview } from "../../ports/code-host.ts";
import type { Actor } from "../../ports/conversation.ts";
import { readAnswer, referenceAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import { rememberCommit } from "./history.ts";
import { type BranchPage, branchesAnswer, overviewAnswer, type SeenBranch } from "./overview-answers.ts";
import { type Asking, openAsking } from "./overview-asking.ts";
import { branchesQuestion, overviewQuestion } from "./overview-question.ts";
import { checkOn, filesIn, inWords, issueOf, subjectsOf, talkOf, tipOf } from "./overview-words.ts";
import { recallPulls } from "./recall-pulls.ts";
import { inOurWords } from "./review.ts";
import type { Session } from "./session.ts";

/** An overview, and what it tells for requests that follow. */
export interface Overseen {
  readonly known: Known;
  readonly overview: Overview;
}

// Of twelve branches. What is known of further ones is their commits: reviews and checks are asked for one by one.
const mostBranchPages = 4;

/**
 * One question, of one point, unless there is more than an answer of that size holds. By name and head, never by search:
 * search lags. Issues and checks are looked for with an app's token that may see them.
 */
export async function readOverview(
  session: Session,
  wanted: LookedFor,
  self: Actor | null,
): Promise<Overseen> {
  const asking = await openAsking(session, wanted, self);
  const { repository } = await asking.ask(overviewQuestion, overviewAnswer);
  const known = knownOf(repository);
  const branches = await readBranches(session, asking, known, wanted.headPrefix, repository.refs);
  const listed = await recallPulls(session, asking, known, wanted.headPrefix, repository.pullRequests);
  const tip = repository.defaultBranchRef?.target ?? null;
  for (const each of [tip, ...branches.seen.map(({ target }) => target)])
    if (each !== null) rememberCommit(session, known, tipOf(each));
  const open = branches.seen.flatMap(({ name, associatedPullRequests: { nodes } }) =>
    nodes.filter((pull) => pull.headRefName === name && !pull.isCrossRepository),
  );
  // What was seen with its branch is as it is right now; the list may be remembered.
  const pulls = new Map([...listed.pullRequests, ...open.map(inWords)].map((pull) => [pull.number, pull]));
  const own = (repository.issues?.nodes ?? []).filter(({ author }) => author !== null);
  const openIssues = own.filter(({ state }) => state === "OPEN");
  const overview: Overview = {
    facts: { fullName: known.fullName, defaultBranch: known.defaultBranch, archived: known.archived },
    tip: tip === null ? null : tipOf(tip),
    subjects: tip === null ? [] : subjectsOf(tip),
    files: filesIn(session, known, tip, wanted.paths),
    branches: branches.commits,
    pullRequests: [...pulls.values()].sort((left, right) => right.number - left.number),
    isComplete: listed.isComplete,
    reviews: new Map<number, PullRequestReview>(open.map((pull) => [pull.number, inOurWords(pull)])),
    checks: new Map(branches.seen.flatMap(({ target }) => checkOn(target, self))),
    issues: repository.issues?.pageInfo.hasNextPage === false ? own.map(issueOf) : null,
    talks: [...open, ...openIssues].map(({ number, comments }) => talkOf(number, comments)),
  };
  return { known, overview };
}

function knownOf(repository: z.infer<typeof overviewAnswer>["repository"]): Known {
  const { nameWithOwner: fullName, id: nodeId, isArchived: archived, defaultBranchRef } = repository;
  const [owner = "", repo = ""] = fullName.split("/");
  // Where nothing was committed yet there is no branch, whatever it will be called.
  return { fullName, owner, repo, nodeId, archived, defaultBranch: defaultBranchRef?.name ?? "" };
}

interface Branches {
  readonly seen: readonly SeenBranch[];
  readonly commits: ReadonlyMap<string, string>;
}

async function readBranches(
  session: Session,
  asking: Asking,
  known: Known,
  headPrefix: string,
  first: BranchPage | null,
): Promise<Branches> {
  const all: SeenBranch[] = [...(first?.nodes ?? [])];
  let page = first;
  for (let pages = 1; page?.pageInfo.hasNextPage === true && pages < mostBranchPages; pages += 1) {
    const { endCursor: after } = page.pageInfo;
    page = (await asking.ask(branchesQuestion, branchesAnswer, { after })).repository.refs;
    all.push(...(page?.nodes ?? []));
  }
  const isRest = page?.pageInfo.hasNextPage === true;
  const listed = isRest ? await listBranches(session, known, headPrefix) : [];
  const seen = all.filter(({ name }) => name.startsWith(headPrefix));
  const pointing = seen.flatMap(({ name, target }) => (target === null ? [] : [[name, target.oid] as const]));
  return { seen, commits: new Map([...listed, ...pointing]) };
}

async function listBranches(
  session: Session,
  { owner, repo }: Known,
  headPrefix: string,
): Promise<readonly (readonly [string, string])[]> {
  const attempt = { doing: "list the branches", needs: "Contents: read" };
  return session.attempt(attempt, async () => {
    const ref = `heads/${headPrefix}`;
    const { data } = await session.client.rest.git.listMatchingRefs({ owner, repo, ref });
    const found = readAnswer(z.array(referenceAnswer), data, session.place);
    return found.map(({ ref: name, object }) => [name.replace(/^refs\/heads\//, ""), object.sha] as const);
  });
}
