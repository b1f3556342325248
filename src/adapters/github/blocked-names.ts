import { z } from "zod";
import { PortError } from "../../ports/port-error.ts";
import { readAnswer, referenceAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import { isMissing, oneLine } from "./request-failure.ts";
import type { Session } from "./session.ts";

/** Git keeps branches like files: where there is a branch `optpass`, there cannot be one below `optpass/`. */
export interface BlockedNames {
  /** Takes note of a branch that does not exist, and so may be made soon. */
  expect(branch: string): void;
  /** Throws a PortError when no branch beside the expected ones could be made. Asks once for each first part. */
  check(session: Session, known: Known): Promise<void>;
}

export function createBlockedNames(): BlockedNames {
  const unchecked = new Set<string>();
  const free = new Set<string>();
  return {
    expect(branch) {
      const [first = "", ...rest] = branch.split("/");
      if (rest.length > 0 && !free.has(first)) unchecked.add(first);
    },
    async check(session, known) {
      for (const first of unchecked) {
        if (await exists(session, known, first)) throw blocked(first, `${first}/...`);
        unchecked.delete(first);
        free.add(first);
      }
    },
  };
}

/** Why a branch could not be made, as a PortError, or null when no other branch is in its way. */
export async function findBlocker(session: Session, known: Known, branch: string): Promise<PortError | null> {
  const parts = branch.split("/");
  for (let length = 1; length < parts.length; length += 1) {
    const above = parts.slice(0, length).join("/");
    if (await exists(session, known, above)) return blocked(above, `${above}/...`);
  }
  const { owner, repo } = known;
  const { data } = await session.client.rest.git.listMatchingRefs({ owner, repo, ref: `heads/${branch}/` });
  const [below] = readAnswer(z.array(referenceAnswer), data, session.place);
  return below === undefined ? null : blocked(below.ref.replace(/^refs\/heads\//, ""), branch);
}

async function exists(session: Session, known: Known, branch: string): Promise<boolean> {
  const { owner, repo } = known;
  const attempt = { doing: `read the branch ${branch}`, needs: "Contents: read" };
  return session.attempt(attempt, async () => {
    try {
      await session.client.rest.git.getRef({ owner, repo, ref: `heads/${branch}` });
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  });
}

function blocked(by: string, what: string): PortError {
  const line = `a branch named ${oneLine(by)} exists, so ${what} cannot be made: rename or delete it`;
  return new PortError("github", "rejected", line);
}
