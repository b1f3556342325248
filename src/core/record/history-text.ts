import * as z from "zod";
import { instant } from "../model/index.ts";
import { type ChangeHistory, phases } from "./change-history.ts";
import { StoredSetting } from "./stored-setting.ts";

export function writeHistory(history: ChangeHistory): string {
  return JSON.stringify(history);
}

/** `null` where another version wrote it, or it is damaged: it follows from the events. */
export function readHistory(text: string): ChangeHistory | null {
  try {
    const parsed = Stored.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

const Stored = z.object({
  workload: z.string().nullable(),
  pullRequests: z.array(
    z.object({
      number: z.int(),
      branch: z.string(),
      phase: z.enum(phases),
      state: z.enum(["open", "merged", "closed"]),
      commit: z.string(),
      edited: z.string().nullable(),
      isUndone: z.boolean(),
      rollback: z.object({ number: z.int(), isMerged: z.boolean() }).nullable(),
      isSettled: z.boolean(),
      isHeld: z.boolean(),
      snoozedUntil: z.string().nullable(),
      settings: z.array(StoredSetting),
      evidenceUntil: z.string(),
      turns: z.object({ update: z.int(), edit: z.int(), state: z.int(), hold: z.int(), snooze: z.int() }),
    }),
  ),
  isPaused: z.boolean(),
  pauses: z.int(),
  events: z.int(),
  at: z.number().transform(instant).nullable(),
});
