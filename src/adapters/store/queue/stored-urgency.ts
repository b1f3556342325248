import * as z from "zod";
import { type Urgency, urgencies } from "../../../ports/work-queue.ts";

/** Kept as a number, the most urgent first, so that the database can sort by it. */
export function rankOf(urgency: Urgency): number {
  return urgencies.indexOf(urgency);
}

export const storedUrgency = z.number().transform((rank): Urgency => urgencies[rank] ?? "schedule");
