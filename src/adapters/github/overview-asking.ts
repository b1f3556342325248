import { z } from "zod";
import type { LookedFor } from "../../ports/code-host.ts";
import type { Actor } from "../../ports/conversation.ts";
import { readAnswer } from "./answers.ts";
import type { OverviewParts } from "./overview-question.ts";
import { asRequestFailure } from "./request-failure.ts";
import type { Session } from "./session.ts";

// null: a server without limits.
const costAnswer = z.object({ rateLimit: z.object({ cost: z.number() }).nullable() });

/** Asks the questions of one overview. */
export interface Asking {
  ask<S extends z.ZodType>(
    question: (parts: OverviewParts) => string,
    answer: S,
    more?: Readonly<Record<string, unknown>>,
  ): Promise<z.infer<S>>;
}

export async function openAsking(session: Session, wanted: LookedFor, self: Actor | null): Promise<Asking> {
  const granted = self === null ? [] : await session.granted();
  const [owner, repo] = session.place.fullName.split("/");
  const paths = Object.fromEntries(wanted.paths.map((path, index) => [`path${index}`, path]));
  const variables = {
    ...{ owner, repo, ...paths, prefix: wanted.headPrefix },
    self: self?.login,
    check: wanted.check,
  };
  let parts: OverviewParts = {
    hasIssues: granted.includes("issues"),
    hasChecks: granted.includes("checks"),
    hasQueues: true,
    files: wanted.paths.length,
  };
  return {
    ask(question, answer, more = {}) {
      const attempt = { doing: "look at the repository", needs: "Contents: read, Pull requests: read" };
      const send = async (): Promise<unknown> => {
        try {
          // A question may be asked again, though it is sent like a write.
          const request = { repeatable: true };
          const data = await session.client.graphql(question(parts), { ...variables, ...more, request });
          const { rateLimit } = readAnswer(costAnswer, data, session.place);
          session.meter.overspend(Math.max(0, (rateLimit?.cost ?? 1) - 1));
          return data;
        } finally {
          session.meter.unwrite();
        }
      };
      return session.attempt(attempt, async () => {
        try {
          return readAnswer(answer, await send(), session.place);
        } catch (error) {
          // A GitHub Enterprise Server from before merge queues.
          if (!parts.hasQueues || !/isInMergeQueue/.test(asRequestFailure(error)?.message ?? "")) throw error;
          parts = { ...parts, hasQueues: false };
          return readAnswer(answer, await send(), session.place);
        }
      });
    },
  };
}
