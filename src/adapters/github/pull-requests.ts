import { z } from "zod";
import type { Instant } from "../../core/model/index.ts";
import type { PullRequest, PullRequestDraft } from "../../ports/code-host.ts";
import { PortError } from "../../ports/port-error.ts";
import { pullAnswer, readAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import { asRequestFailure, mayHaveHappened } from "./request-failure.ts";
import type { Session } from "./session.ts";

const longestBody = 65_536;
const looks = 3;
/** Thousands of pull requests: more are not ours alone, and what is older decides nothing. */
const mostPages = 30;

/** By head, never by search: search lags, and sometimes never finds. */
export async function listPullRequests(
  session: Session,
  known: Known,
  headBranch: string,
): Promise<readonly PullRequest[]> {
  const { owner, repo, fullName } = known;
  const attempt = { doing: "list the pull requests", needs: "Pull requests: read" };
  const found = await session.attempt(attempt, async () => {
    const { data } = await session.client.rest.pulls.list({
      owner,
      repo,
      head: `${owner}:${headBranch}`,
      state: "all",
      sort: "created",
      direction: "desc",
      per_page: 100,
    });
    return readAnswer(z.array(pullAnswer), data, session.place);
  });
  // A fork of the same owner may have a branch of this name.
  return found
    .filter((pull) => pull.head.ref === headBranch && pull.head.repo?.full_name === fullName)
    .map(readPull);
}

/** All open ones, or the ended ones that were touched since then, whose head begins with one of the prefixes. */
export async function findPullRequests(
  session: Session,
  known: Known,
  wanted: { readonly prefixes: readonly string[]; readonly since: Instant | null },
): Promise<readonly PullRequest[]> {
  const { owner, repo, fullName } = known;
  const { prefixes, since } = wanted;
  const attempt = { doing: "list the pull requests", needs: "Pull requests: read" };
  const found: PullRequest[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const pulls = await session.attempt(attempt, async () => {
      const { data } = await session.client.rest.pulls.list({
        owner,
        repo,
        state: since === null ? "open" : "closed",
        sort: since === null ? "created" : "updated",
        direction: "desc",
        per_page: 100,
        page,
      });
      return readAnswer(z.array(pullAnswer), data, session.place);
    });
    const ours = pulls.filter(
      ({ head }) =>
        head.repo?.full_name === fullName && prefixes.some((prefix) => head.ref.startsWith(prefix)),
    );
    found.push(...ours.map(readPull).filter(({ endedAt }) => since === null || (endedAt ?? 0) >= since));
    const isPast = since !== null && pulls.some(({ updated_at }) => updated_at < since);
    if (pulls.length < 100 || isPast) break;
  }
  return found;
}

export async function readPullRequest(session: Session, known: Known, number: number): Promise<PullRequest> {
  const { owner, repo } = known;
  const missing = `${known.fullName} has no pull request #${number}`;
  const attempt = { doing: "read the pull request", needs: "Pull requests: read", missing };
  return session.attempt(attempt, async () => {
    const { data } = await session.client.rest.pulls.get({
      ...{ owner, repo, pull_number: number },
      request: { fresh: true },
    });
    return readPull(readAnswer(pullAnswer, data, session.place));
  });
}

/** Opens a pull request, or adopts the open one that there already is between these branches. */
export async function openPullRequest(
  session: Session,
  known: Known,
  draft: PullRequestDraft,
): Promise<PullRequest> {
  checkBody(draft.body);
  const attempt = { doing: "open the pull request", needs: "Pull requests: write" };
  for (let tried = 1; ; tried += 1) {
    const { pull, failure } = await create(session, known, draft);
    if (pull !== null) return pull;
    if (draft.draft === true && isWithoutDrafts(failure)) {
      return openPullRequest(session, known, { ...draft, draft: false });
    }
    const exists = isAlreadyThere(failure);
    const unknown = mayHaveHappened(failure);
    if (exists || unknown) {
      const open = await findOpen(session, known, draft);
      if (open !== null) return open;
    }
    if (!unknown || tried >= 2) await session.attempt(attempt, () => Promise.reject(failure));
  }
}

export async function updatePullRequest(
  session: Session,
  known: Known,
  number: number,
  change: { readonly title?: string; readonly body: string },
): Promise<PullRequest> {
  checkBody(change.body);
  const { owner, repo } = known;
  const missing = `${known.fullName} has no pull request #${number}`;
  const attempt = { doing: "update the pull request", needs: "Pull requests: write", missing };
  return session.attempt(attempt, async () => {
    const { data } = await session.client.rest.pulls.update({
      owner,
      repo,
      pull_number: number,
      ...change,
      // Writing the same text twice is the same as once.
      request: { repeatable: true },
    });
    return readPull(readAnswer(pullAnswer, data, session.place));
  });
}

async function create(
  session: Session,
  known: Known,
  draft: PullRequestDraft,
): Promise<
  { readonly pull: PullRequest; readonly failure: null } | { readonly pull: null; readonly failure: unknown }
> {
  const { owner, repo } = known;
  const { headBranch: head, baseBranch: base, title, body, draft: isDraft } = draft;
  try {
    const { data } = await session.client.rest.pulls.create({
      ...{ owner, repo, head, base, title, body },
      ...(isDraft === true ? { draft: true } : {}),
    });
    return { pull: readPull(readAnswer(pullAnswer, data, session.place)), failure: null };
  } catch (failure) {
    return { pull: null, failure };
  }
}

/** Looks a few times, since a list may not show yet what was just made. */
async function findOpen(
  session: Session,
  known: Known,
  draft: PullRequestDraft,
): Promise<PullRequest | null> {
  for (let look = 1; look <= looks; look += 1) {
    const found = await listPullRequests(session, known, draft.headBranch);
    const open = found.find((pull) => pull.state === "open" && pull.baseBranch === draft.baseBranch);
    if (open !== undefined) return open;
    if (look < looks) await session.pause(look);
  }
  return null;
}

function isAlreadyThere(error: unknown): boolean {
  const failure = asRequestFailure(error);
  return failure?.kind === "answer" && failure.status === 422 && /already exists/i.test(failure.message);
}

/** Private repositories of some plans have no drafts. */
function isWithoutDrafts(error: unknown): boolean {
  const failure = asRequestFailure(error);
  return failure?.kind === "answer" && failure.status === 422 && /draft/i.test(failure.message);
}

function checkBody(body: string): void {
  if (body.length > longestBody) {
    const line = `the pull request's text has ${body.length} characters; GitHub takes ${longestBody}`;
    throw new PortError("github", "rejected", line);
  }
}

/** A pull request in the words of the port. */
function readPull(pull: z.infer<typeof pullAnswer>): PullRequest {
  return {
    number: pull.number,
    url: pull.html_url,
    state: pull.merged_at !== null ? "merged" : pull.state === "open" ? "open" : "closed",
    title: pull.title,
    body: pull.body ?? "",
    headBranch: pull.head.ref,
    headCommit: pull.head.sha,
    baseBranch: pull.base.ref,
    isDraft: pull.draft === true,
    labels: pull.labels.map(({ name }) => name),
    createdAt: pull.created_at,
    endedAt: pull.merged_at ?? pull.closed_at,
  };
}
