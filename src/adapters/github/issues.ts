import { z } from "zod";
import type { Actor, Conversation, Issue, PullRequestFacts } from "../../ports/conversation.ts";
import { pullAnswer, readAnswer } from "./answers.ts";
import { asActor, checkBody } from "./comments.ts";
import type { Known } from "./describe.ts";
import { isMissing } from "./request-failure.ts";
import type { Session } from "./session.ts";
import { issueAnswer } from "./talk-answers.ts";
import { writeOnce } from "./write-once.ts";

const perPage = 100;
const mostPages = 10;

const reading = { doing: "read an issue", needs: "Issues: read" };
const writing = { doing: "write an issue", needs: "Issues: write" };
const labelling = { doing: "label a pull request", needs: "Pull requests: write" };

export async function readIssue(session: Session, known: Known, number: number): Promise<Issue | null> {
  const { owner, repo } = known;
  return session.attempt(reading, async () => {
    try {
      const { data } = await session.client.rest.issues.get({
        ...{ owner, repo, issue_number: number },
        request: { fresh: true },
      });
      const answer = readAnswer(issueAnswer, data, session.place);
      const isPull = answer.pull_request !== undefined;
      return asIssue(answer, isPull ? await readPull(session, known, number) : null);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  });
}

async function readPull(session: Session, known: Known, number: number): Promise<PullRequestFacts> {
  const { owner, repo } = known;
  const { data } = await session.client.rest.pulls.get({ owner, repo, pull_number: number });
  const { head, merged_at } = readAnswer(pullAnswer, data, session.place);
  return {
    headBranch: head.ref,
    headCommit: head.sha,
    isMerged: merged_at !== null,
    isFork: head.repo?.full_name !== known.fullName,
  };
}

/**
 * By who made them, never by search: search lags. The ones that changed last come first, because pull requests are in
 * the same list and the dashboard changes with them.
 */
export async function listOwnIssues(session: Session, known: Known, self: Actor): Promise<readonly Issue[]> {
  const { owner, repo } = known;
  const query = { creator: self.login, state: "all", sort: "updated", direction: "desc" } as const;
  return session.attempt(reading, async () => {
    const found: Issue[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const asked = { owner, repo, ...query, per_page: perPage, page };
      const { data } = await session.client.rest.issues.listForRepo(asked);
      const read = readAnswer(z.array(issueAnswer), data, session.place);
      found.push(
        ...read.filter((each) => each.pull_request === undefined).map((each) => asIssue(each, null)),
      );
      if (read.length < perPage) break;
    }
    return found
      .filter(({ author }) => author.login === self.login)
      .sort((left, right) => right.number - left.number);
  });
}

export async function openIssue(
  session: Session,
  known: Known,
  draft: { readonly title: string; readonly body: string },
  self: Actor,
): Promise<Issue> {
  checkBody(draft.body);
  const { owner, repo } = known;
  return writeOnce(
    session,
    writing,
    async () => {
      const { data } = await session.client.rest.issues.create({ owner, repo, ...draft });
      return asIssue(readAnswer(issueAnswer, data, session.place), null);
    },
    async () => {
      const own = await listOwnIssues(session, known, self);
      const isIt = (each: Issue) => each.title === draft.title && each.body === draft.body;
      return own.find((each) => each.state === "open" && isIt(each)) ?? null;
    },
  );
}

export async function editIssue(
  session: Session,
  known: Known,
  number: number,
  change: Parameters<Conversation["editIssue"]>[1],
): Promise<void> {
  checkBody(change.body ?? "");
  const { owner, repo } = known;
  await session.attempt(writing, () =>
    session.client.rest.issues.update({
      owner,
      repo,
      issue_number: number,
      ...change,
      request: { repeatable: true },
    }),
  );
}

/** Known in GraphQL only, by the node's id. */
export async function pinIssue(session: Session, { owner, repo }: Known, number: number): Promise<void> {
  await session.attempt(writing, async () => {
    const { data } = await session.client.rest.issues.get({ owner, repo, issue_number: number });
    const { node_id: issue } = readAnswer(z.object({ node_id: z.string() }), data, session.place);
    await session.client.graphql(
      "mutation($issue: ID!) { pinIssue(input: { issueId: $issue }) { clientMutationId } }",
      { issue },
    );
  });
}

export async function changeLabels(
  session: Session,
  known: Known,
  number: number,
  { add, remove }: Parameters<Conversation["label"]>[1],
): Promise<void> {
  const { owner, repo } = known;
  const place = { owner, repo, issue_number: number };
  const request = { repeatable: true };
  await session.attempt(labelling, async () => {
    if (add.length > 0) await session.client.rest.issues.addLabels({ ...place, labels: [...add], request });
    for (const name of remove) {
      try {
        await session.client.rest.issues.removeLabel({ ...place, name, request });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
  });
}

function asIssue(answer: z.infer<typeof issueAnswer>, pullRequest: PullRequestFacts | null): Issue {
  return {
    number: answer.number,
    url: answer.html_url,
    title: answer.title,
    body: answer.body ?? "",
    state: answer.state === "open" ? "open" : "closed",
    author: asActor(answer.user),
    labels: answer.labels.flatMap((label) => {
      const name = typeof label === "string" ? label : label.name;
      return typeof name === "string" ? [name] : [];
    }),
    pullRequest,
  };
}
