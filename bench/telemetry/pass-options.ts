import { InvalidArgumentError } from "@commander-js/extra-typings";
import { type Duration, type Instant, parseDuration, parseInstant } from "../../src/core/model/index.ts";

export function readInstant(text: string): Instant {
  const at = parseInstant(text);
  if (at === null) throw new InvalidArgumentError("Write it like 2026-03-02T06:00:00Z.");
  return at;
}

export function readDuration(text: string): Duration {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new InvalidArgumentError(parsed.error);
  return parsed.value;
}
