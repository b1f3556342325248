import { PortError } from "../../ports/port-error.ts";
import { closedAnswer, pullStateAnswer, readAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import { asRequestFailure, mayHaveHappened } from "./request-failure.ts";
import type { Session } from "./session.ts";

/** Closing what is closed, or reopening what is open, changes nothing. */
export async function setState(
  session: Session,
  known: Known,
  number: number,
  state: "open" | "closed",
): Promise<void> {
  const { owner, repo } = known;
  const missing = `${known.fullName} has no pull request #${number}`;
  const doing = state === "open" ? "reopen the pull request" : "close the pull request";
  await session.attempt({ doing, needs: "Pull requests: write", missing }, () =>
    session.client.rest.pulls.update({
      ...{ owner, repo, pull_number: number, state },
      request: { repeatable: true },
    }),
  );
}

/** By the timeline, which needs no permission for issues. A host that does not say it is no reason to stop. */
export async function readCloser(session: Session, known: Known, number: number): Promise<string | null> {
  const query = `query($owner: String!, $repo: String!, $number: Int!) {
    repository(owner: $owner, name: $repo) {
      pullRequest(number: $number) {
        timelineItems(itemTypes: [CLOSED_EVENT], last: 1) { nodes { ... on ClosedEvent { actor { login } } } }
      }
    }
  }`;
  const attempt = { doing: "read who closed the pull request", needs: "Pull requests: read" };
  return session.attempt(attempt, async () => {
    try {
      const { owner, repo } = known;
      const data = await session.client.graphql(query, { owner, repo, number });
      const { pullRequest } = readAnswer(closedAnswer, data, session.place).repository;
      return pullRequest.timelineItems.nodes[0]?.actor?.login ?? null;
    } catch (error) {
      const failure = asRequestFailure(error);
      if (failure?.kind === "answer" && failure.status === 422) return null;
      throw error;
    } finally {
      // Sent like a write, and writes nothing.
      session.meter.unwrite();
    }
  });
}

export async function changeLabels(
  session: Session,
  known: Known,
  number: number,
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<void> {
  const { owner, repo } = known;
  const attempt = { doing: "label the pull request", needs: "Pull requests: write" };
  const request = { repeatable: true };
  await session.attempt(attempt, async () => {
    if (add.length > 0) {
      const labels = add.map((label) => label.slice(0, longestLabel));
      await session.client.rest.issues.addLabels({ owner, repo, issue_number: number, labels, request });
    }
    for (const name of remove) {
      try {
        await session.client.rest.issues.removeLabel({ owner, repo, issue_number: number, name, request });
      } catch (error) {
        const failure = asRequestFailure(error);
        if (failure?.kind !== "answer" || failure.status !== 404) throw error;
      }
    }
  });
}

/**
 * Auto-merge where a rule of the repository is in the way, and a merge of exactly this commit where none is. A merge whose
 * answer was lost is looked at and never sent again: it may be half done.
 */
export async function mergeWhenReady(
  session: Session,
  known: Known,
  number: number,
  commit: string,
): Promise<"waits" | "merged"> {
  const { owner, repo } = known;
  const attempt = { doing: "merge the pull request", needs: "Contents: write" };
  return session.attempt(attempt, async () => {
    const { node_id: id } = await readState(session, known, number);
    if ((await enableAutoMerge(session, id, commit)) === "enabled") return "waits";
    try {
      await session.client.rest.pulls.merge({ owner, repo, pull_number: number, sha: commit });
      return "merged";
    } catch (error) {
      if (!mayHaveHappened(error)) throw error;
      if ((await readState(session, known, number)).merged) return "merged";
      throw error;
    }
  });
}

/** GitHub cuts no label, it refuses it. */
const longestLabel = 50;

async function readState(session: Session, { owner, repo }: Known, number: number) {
  const { data } = await session.client.rest.pulls.get({
    ...{ owner, repo, pull_number: number },
    request: { fresh: true },
  });
  return readAnswer(pullStateAnswer, data, session.place);
}

async function enableAutoMerge(
  session: Session,
  pullRequestId: string,
  expectedHeadOid: string,
): Promise<"enabled" | "not-needed"> {
  const query = `mutation($input: EnablePullRequestAutoMergeInput!) {
    enablePullRequestAutoMerge(input: $input) { clientMutationId }
  }`;
  try {
    await session.client.graphql(query, { input: { pullRequestId, expectedHeadOid } });
    return "enabled";
  } catch (error) {
    const failure = asRequestFailure(error);
    if (failure?.kind !== "answer" || mayHaveHappened(error)) throw error;
    session.meter.unwrite();
    if (/unstable status/i.test(failure.message)) {
      const line = "GitHub does not merge it yet: a check has not passed";
      throw new PortError("github", "rejected", line, { cause: error });
    }
    // Mergeable as it is, or a repository that has no auto-merge: the plain merge decides.
    if (/clean status|not allowed|not enabled|not configured/i.test(failure.message)) return "not-needed";
    throw error;
  }
}
