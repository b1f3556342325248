import type { BranchTip } from "../../ports/code-host.ts";
import { PortError } from "../../ports/port-error.ts";
import { branchAnswer, readAnswer, referenceAnswer } from "./answers.ts";
import { findBlocker } from "./blocked-names.ts";
import type { Known } from "./describe.ts";
import { asRequestFailure, isMissing, mayHaveHappened } from "./request-failure.ts";
import type { Session } from "./session.ts";

const absent = "0".repeat(40);
const tries = 4;

export async function readBranch(session: Session, known: Known, name: string): Promise<BranchTip | null> {
  const { owner, repo } = known;
  const attempt = { doing: `read the branch ${name}`, needs: "Contents: read" };
  return session.attempt(attempt, async () => {
    try {
      const { data } = await session.client.rest.repos.getBranch({ owner, repo, branch: name });
      const found = readAnswer(branchAnswer, data, session.place);
      // GitHub follows a renamed branch to its new name, which is another branch.
      if (found.name !== name) return null;
      const { tree, message } = found.commit.commit;
      return { commit: found.commit.sha, tree: tree.sha, message };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  });
}

/**
 * Compare-and-swap, `to: null` for deleting, which GitHub has in GraphQL only: REST would overwrite what somebody pushed a second ago.
 * `force` lifts the demand that the new commit descends from the old; the old one has to be exactly `from` anyway.
 */
export async function moveBranch(
  session: Session,
  known: Known,
  move: { readonly name: string; readonly from: string | null; readonly to: string | null },
): Promise<void> {
  const { name, from, to } = move;
  if (from === to) return;
  const attempt = { doing: `move the branch ${name}`, needs: "Contents: write" };
  for (let tried = 1; ; tried += 1) {
    const failure = await swap(session, known, move);
    if (failure === null) return;
    const at = await session.attempt(attempt, () => whereIs(session, known, name));
    // The answer was lost, or an earlier try of ours had already done it.
    if (at === to) return;
    if (at !== from) throw conflict(name, at);
    const blocker =
      from === null && isRefused(failure)
        ? await session.attempt(attempt, () => findBlocker(session, known, name))
        : null;
    if (blocker !== null) throw blocker;
    // Nothing moved, as far as one can see: reads lag behind writes, so a refusal of the swap is looked at again.
    const isStale = asRequestFailure(failure)?.kind === "answer" && isMoved(failure);
    if (tried >= tries || !(isStale || mayHaveHappened(failure))) {
      if (isStale) throw conflict(name, null);
      await session.attempt(attempt, () => Promise.reject(failure));
    }
    await session.pause(tried);
  }
}

/** Gone already is as good as deleted now; a branch that somebody moved is not deleted. */
export async function deleteBranch(
  session: Session,
  known: Known,
  name: string,
  from: string,
): Promise<void> {
  await moveBranch(session, known, { name, from, to: null });
}

async function swap(
  session: Session,
  known: Known,
  move: { readonly name: string; readonly from: string | null; readonly to: string | null },
): Promise<unknown> {
  const query = `mutation($input: UpdateRefsInput!) {
    updateRefs(input: $input) { clientMutationId }
  }`;
  const refUpdates = [
    {
      name: `refs/heads/${move.name}`,
      beforeOid: move.from ?? absent,
      afterOid: move.to ?? absent,
      force: true,
    },
  ];
  try {
    await session.client.graphql(query, { input: { repositoryId: known.nodeId, refUpdates } });
    return null;
  } catch (error) {
    if (asRequestFailure(error)?.kind === "answer" && !mayHaveHappened(error)) session.meter.unwrite();
    return error;
  }
}

async function whereIs(session: Session, known: Known, name: string): Promise<string | null> {
  const { owner, repo } = known;
  try {
    const { data } = await session.client.rest.git.getRef({
      ...{ owner, repo, ref: `heads/${name}` },
      request: { fresh: true },
    });
    return readAnswer(referenceAnswer, data, session.place).object.sha;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function conflict(name: string, at: string | null): PortError {
  const where = at === null ? "somewhere else" : `at ${at.slice(0, 12)}`;
  return new PortError("github", "conflict", `somebody else changed the branch ${name}: it is ${where} now`, {
    retryable: true,
  });
}

/** The swap itself was refused, not whoever asked for it. */
function isRefused(error: unknown): boolean {
  const failure = asRequestFailure(error);
  return failure?.kind === "answer" && (failure.status === 409 || failure.status === 422);
}

/** GitHub's refusal of a swap because the branch was not where it was expected. */
function isMoved(error: unknown): boolean {
  const failure = asRequestFailure(error);
  return failure?.kind === "answer" && failure.status === 409;
}
