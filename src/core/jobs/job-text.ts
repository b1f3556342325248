import * as z from "zod";
import { commentForms, type Job, passReasons } from "./job.ts";

const repository = z.string();

const StoredJob = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("pass"), repository, why: z.enum(passReasons) }),
  z.object({ kind: z.literal("pull-request"), repository, number: z.int() }),
  z.object({
    kind: z.literal("comment"),
    repository,
    // Versions before this one heard nothing else.
    form: z.enum(commentForms).default("comment"),
    issue: z.int(),
    comment: z.int(),
  }),
  z.object({ kind: z.literal("config-check"), repository, number: z.int() }),
  z.object({ kind: z.literal("config-recheck"), repository, commit: z.string() }),
  z.object({
    kind: z.literal("proposal-recheck"),
    repository,
    commit: z.string(),
    isThere: z.literal(true).nullable(),
  }),
  z.object({ kind: z.literal("merge-group"), repository, commit: z.string(), base: z.string() }),
  z.object({
    kind: z.literal("checkbox"),
    repository,
    on: z.enum(["issue", "pull-request"]),
    number: z.int(),
    by: z.string(),
  }),
  z.object({
    kind: z.literal("button"),
    repository,
    check: z.int(),
    commit: z.string(),
    button: z.string(),
    by: z.string(),
  }),
]);

export function writeJob(job: Job): string {
  return JSON.stringify(job);
}

/** `null` for a text that another version wrote and this one does not know. */
export function readJob(text: string): Job | null {
  try {
    const parsed = StoredJob.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
