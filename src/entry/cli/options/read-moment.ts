import { type Instant, instant, parseDuration, parseInstant } from "../../../core/model/index.ts";
import { UsageError } from "../usage-error.ts";

/** A day (in UTC), a time, or a length of time before now; `undefined` where nothing was said. */
export function readMoment(flag: string, text: string | undefined, now: Instant): Instant | undefined {
  if (text === undefined) return undefined;
  const at = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (at !== null) return at;
  const ago = parseDuration(text);
  if (ago.ok) return instant(now - ago.value);
  throw new UsageError(`${flag}: "${text}" is no time: write 2026-11-24, 2026-11-24T06:00:00Z or 30d`);
}
