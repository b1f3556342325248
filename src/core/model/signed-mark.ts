import type { Seal } from "./change-record.ts";

/**
 * A value as a hidden comment that only the holder of a seal can write. `about` says what it belongs to, such as `#12`,
 * so that a copy elsewhere means nothing. Without a seal it is not signed, and only believed by those who have none.
 */
export function writeMark(name: string, about: string, value: object, seal: Seal | null): string {
  const json = hide(JSON.stringify(value));
  return `<!--optpass:${name}:v1 ${json} ${seal?.sign(signedText(name, about, json)) ?? "unsigned"}-->`;
}

/** What the last mark of this name says; `null` if there is none, or another wrote or copied it. */
export function readMark(name: string, about: string, text: string, seal: Seal | null): unknown {
  const found = marksOf(name, text).at(-1);
  if (found === undefined) return null;
  const [, json = "", signature = ""] = found;
  if (seal !== null && !seal.verifies(signedText(name, about, json), signature)) return null;
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** The text with one mark of this name at its end, or none. */
export function putMark(name: string, text: string, mark: string | null): string {
  const rest = marksOf(name, text)
    .reduce((left, [whole]) => left.replace(whole, ""), text)
    .trimEnd();
  return mark === null ? `${rest}\n` : `${rest}\n${mark}\n`;
}

/** Copies the marks of this name, as they are, into the text that replaces the one they stand in. */
export function carryMark(name: string, next: string, current: string): string {
  const found = marksOf(name, current).at(-1);
  return found === undefined ? next : putMark(name, next, found[0]);
}

function signedText(name: string, about: string, json: string): string {
  return `optpass:${name}:v1\n${about}\n${json}`;
}

/** JSON that cannot end the comment it stands in. */
function hide(json: string): string {
  return json.replace(/[-<>]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}

function marksOf(name: string, text: string): readonly RegExpExecArray[] {
  const mark = new RegExp(`<!--optpass:${name}:v1 (\\{[^<>-]{0,8000}\\}) ([A-Za-z0-9_-]{1,200})-->`, "g");
  return [...text.matchAll(mark)];
}
