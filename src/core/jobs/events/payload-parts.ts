import * as z from "zod";
import { isOwnBranch } from "../../model/index.ts";

// Only what is read of GitHub's payloads. Names go into keys and later requests, so their form and length matter.

const fullName = z
  .string()
  .max(201)
  .regex(/^[\w.-]+\/[\w.-]+$/)
  .transform((name) => name.toLowerCase());

export const Repository = z.object({ full_name: fullName });

export const Person = z.object({ login: z.string().max(100), type: z.string().max(40) });

export const number = z.int().positive();

export const commitName = z.string().regex(/^[0-9a-f]{40}$/);

export const time = z.string().max(40);

export type Person = z.infer<typeof Person>;

export function isBot({ login, type }: Person): boolean {
  return type === "Bot" || login.endsWith("[bot]");
}

/** Branches of ours begin so, and nobody else's should; a fork may call its own branches as it likes. */
export const PullRequest = z.object({
  number,
  updated_at: time,
  head: z.object({
    ref: z.string(),
    sha: commitName,
    // null when the fork it came from is gone.
    repo: z.object({ id: z.number() }).nullable(),
  }),
  base: z.object({ repo: z.object({ id: z.number() }) }),
});

export function isOurs({ head, base }: z.infer<typeof PullRequest>): boolean {
  return isOwnBranch(head.ref) && head.repo?.id === base.repo.id;
}
