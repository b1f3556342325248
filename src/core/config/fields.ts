import { CronPattern } from "croner";
import { z } from "zod";
import {
  type Duration,
  formatDuration,
  type Instant,
  parseDuration,
  parseInstant,
  parseQuantity,
  showText,
} from "../model/index.ts";
import { namesADay } from "./cron-days.ts";
import { globProblem } from "./glob.ts";
import { isDate, isTimeZone, timeZoneNames } from "./local-time.ts";
import { suggest } from "./suggest.ts";

// Each field takes what people write and gives what the model has; its message is the end of a sentence.

/** `14d`, `1d12h`: as Prometheus writes durations. */
export function durationField(least: Duration, most: Duration) {
  return z.string().transform((text, context): Duration => {
    const parsed = parseDuration(text.slice(0, longestWord));
    if (parsed.ok && parsed.value >= least && parsed.value <= most) return parsed.value;
    const shown = quoted(text);
    return refuse(
      context,
      parsed.ok
        ? `${shown} is not between ${formatDuration(least)} and ${formatDuration(most)}`
        : `${shown} is no duration such as 14d, 36h or 1d12h`,
    );
  });
}

/** `1%`, `0.5 %`: a share of 0 to 1. A bare number may mean either, so it is refused. */
export function percentField(least: number, most: number) {
  const range = `between ${percent(least)} and ${percent(most)}`;
  return z
    .union([z.string(), z.number()], { error: `write it as a percentage, such as "1%"` })
    .transform((value, context): number => {
      const share = typeof value === "string" ? parsePercent(value) : null;
      if (share !== null && share >= least && share <= most) return share;
      const shown = quoted(String(value));
      return refuse(
        context,
        share === null ? `${shown} is no percentage, such as 1%` : `${shown} is not ${range}`,
      );
    });
}

/** The share that a percentage is; `null` for anything else. */
export function parsePercent(text: string): number | null {
  const match = /^(\d{1,3}(?:\.\d{1,6})?) ?%$/.exec(text.trim());
  // In units that divide evenly: 0.3 / 100 is not 0.003.
  return match?.[1] === undefined ? null : Math.round(Number(match[1]) * 1_000_000) / 100_000_000;
}

/** `250m`, `1.5`, `2Gi`: a Kubernetes quantity above zero, as text. */
export const quantityField = z
  .union([z.string(), z.number()], { error: "write a quantity, such as 250m or 512Mi" })
  .transform((value, context): string => {
    const parsed = parseQuantity(String(value));
    if (parsed.ok && parsed.value.nanos > 0n) return parsed.value.text;
    return refuse(context, `${quoted(String(value))} is no quantity such as 250m or 512Mi`);
  });

/** Five fields, in the time zone of the configuration. */
export const cronField = z.string().transform((text, context): string => {
  if (text.length > 100) return refuse(context, "a cron expression has at most 100 characters");
  try {
    const pattern = new CronPattern(text, undefined, { mode: "5-part" });
    if (namesADay(pattern)) return text;
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern: /, "") : "";
    return refuse(
      context,
      `${quoted(text)} is no cron expression of minute, hour, day, month and weekday, such as "0 6 * * 1-5" (${showText(why, 120)})`,
    );
  }
  return refuse(context, `${quoted(text)} never comes: no month that it names has such a day`);
});

/** An IANA name. */
export const timeZoneField = z.string().transform((text, context): string => {
  if (isTimeZone(text)) return text;
  const meant = suggest(text, timeZoneNames());
  const hint = meant === null ? "such as Europe/Berlin or UTC" : `did you mean "${meant}"?`;
  return refuse(context, `${quoted(text)} is no IANA time zone; ${hint}`);
});

/** A date, or an RFC 3339 time; the date alone means its beginning or end in the time zone of the configuration. */
export const dateOrTimeField = z.string().transform((text, context): string | Instant => {
  if (isDate(text)) return text;
  const time = parseInstant(text.slice(0, longestWord));
  if (time !== null) return time;
  return refuse(
    context,
    `${quoted(text)} is no date such as 2026-12-24 and no time such as 2026-12-24T18:00:00Z`,
  );
});

/** A glob of names, or of paths from the root of the repository. */
export const globField = z.string().transform((text, context): string => {
  const problem = globProblem(text);
  return problem === null ? text : refuse(context, `the pattern ${quoted(text)} ${problem}`);
});

export function textField(longest: number) {
  return z.string().trim().min(1, "is empty").max(longest, `has more than ${longest} characters`);
}

/** What data sources are called: nothing that could be an address. */
export const nameField = z.string().transform((text, context): string => {
  if (/^[a-z0-9][a-z0-9_-]{0,62}$/i.test(text)) return text;
  return refuse(
    context,
    `${quoted(text)} is no name of a data source: addresses belong into the operator's configuration, and are chosen by their name there`,
  );
});

const longestWord = 100;

function quoted(text: string): string {
  return `"${showText(text, 60)}"`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(6))}%`;
}

function refuse(context: z.core.$RefinementCtx, message: string): never {
  context.addIssue({ code: "custom", message });
  return z.NEVER;
}
