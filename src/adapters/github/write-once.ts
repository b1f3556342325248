import type { Attempt } from "./failures.ts";
import { mayHaveHappened } from "./request-failure.ts";
import type { Session } from "./session.ts";

const looks = 3;

/**
 * Makes something that must not be there twice. Where no answer says whether it was made, it is looked for a few times,
 * since lists lag, before it is tried once more.
 */
export async function writeOnce<T>(
  session: Session,
  attempt: Attempt,
  write: () => Promise<T>,
  find: () => Promise<T | null>,
): Promise<T> {
  return session.attempt(attempt, async () => {
    try {
      return await write();
    } catch (failure) {
      if (!mayHaveHappened(failure)) throw failure;
    }
    for (let look = 1; look <= looks; look += 1) {
      await session.pause(look);
      const found = await find();
      if (found !== null) return found;
    }
    return write();
  });
}
