import { redact } from "./redact.ts";

/** A foreign text as one line that is safe to print: no control or invisible characters, no secrets, not long. */
export function oneLine(text: string, secrets: readonly string[] = []): string {
  const line = redact(text.slice(0, 4_000), secrets)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  return line.length > 300 ? `${line.slice(0, 300)}...` : line;
}
