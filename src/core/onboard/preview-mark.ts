import { duration, formatInstant, type Instant, parseInstant } from "../model/index.ts";

/** Of which configuration a preview is, and since when it stands; ends the text that it is in. */
export interface PreviewMark {
  /** The commit of the branch that holds the configuration. */
  readonly head: string;
  readonly at: Instant;
}

const mark = /<!-- optpass:preview head=([0-9a-f]{40,64}) at=([0-9TZ:-]{20}) -->/;

export function writePreviewMark({ head, at }: PreviewMark): string {
  return `<!-- optpass:preview head=${head} at=${formatInstant(at)} -->`;
}

/** Whether it is a text that holds a preview, of whatever commit. */
export function isPreview(body: string): boolean {
  return mark.test(body);
}

/**
 * Whether the text holds a preview of this commit that is younger than a day. Values move a little with every pass, and
 * a text that moves with them helps nobody; what a person changed in the configuration shows at once.
 */
export function isFreshPreview(body: string, head: string, now: Instant): boolean {
  const [, seen, text = ""] = mark.exec(body) ?? [];
  const at = parseInstant(text);
  return seen === head && at !== null && now - at < duration(1, "d");
}
