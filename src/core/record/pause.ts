import * as z from "zod";
import { carryMark, putMark, readMark, type Seal, writeMark } from "../model/index.ts";

/** Somebody stopped OptPass in a repository: nothing is opened, updated or closed until they let it go on. */
export interface Pause {
  readonly by: string;
  /** RFC 3339. */
  readonly since: string;
}

const name = "pause";
const about = "dashboard";

/** The dashboard's body, paused or not. */
export function putPause(body: string, pause: Pause | null, seal: Seal | null): string {
  return putMark(name, body, pause === null ? null : writeMark(name, about, pause, seal));
}

export function readPause(body: string, seal: Seal | null): Pause | null {
  const parsed = Stored.safeParse(readMark(name, about, body, seal));
  return parsed.success ? parsed.data : null;
}

export function carryPause(next: string, current: string): string {
  return carryMark(name, next, current);
}

const Stored = z.object({ by: z.string(), since: z.string() });
