import {
  type Duration,
  historyRange,
  type Instant,
  parseDuration,
  parseInstant,
  type Window,
  windowEndingAt,
} from "../../../core/model/index.ts";
import { UsageError } from "../usage-error.ts";

/** The time to look at: `--window` back from `--at`, or from now. */
export function readWindow(length: string, at: string | undefined, now: Instant): Window {
  return windowEndingAt(at === undefined ? now : readTime(at), readLength(length));
}

function readLength(text: string): Duration {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new UsageError(`--window: ${parsed.error}`);
  if (parsed.value < historyRange.least || parsed.value > historyRange.most) {
    throw new UsageError(`--window: ${text} is not between 2d and 90d`);
  }
  return parsed.value;
}

function readTime(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === null) throw new UsageError(`--at: "${text}" is not a time such as 2026-11-24T06:00:00Z`);
  return parsed;
}
