import { type Logger, pino } from "pino";

export type { Logger } from "pino";

/**
 * JSON lines. Whatever is logged by whoever, nothing that looks like a credential gets out, nor any of the secrets
 * given: every line is searched as it is written.
 */
export function createLog(write: (line: string) => void, secrets: readonly string[], level: string): Logger {
  const base = { service: "optpass" };
  const formatters = { level: (label: string) => ({ level: label }) };
  const timestamp = pino.stdTimeFunctions.isoTime;
  return pino({ level, base, formatters, timestamp }, { write: (line) => write(redact(line, secrets)) });
}

const credentials = [
  // GitHub's tokens, with their prefixes.
  /\bgh[a-z]_[A-Za-z0-9_.-]+|\bgithub_pat_\w+/g,
  // JSON web tokens.
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  // Keys in PEM form, with their line ends written in any way.
  /-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs,
  // `Authorization: Bearer x` and `"authorization":"token x"`, and signatures of deliveries.
  /(?<=\b(?:authorization|x-hub-signature(?:-256)?|cookie)\\?["']?\s*[:=]\s*\\?["']?)[^"'\\\r\n]+/gi,
  // A user and password in an address.
  /(?<=:\/\/)[^\s/@"\\]+(?=@)/g,
  // `password=x`, `"client_secret":"x"`.
  /(?<=(?:password|passwd|secret|token|api_?key)\\?["']?\s*[:=]\s*\\?["']?)[^\s"'\\,;&]{4,}/gi,
];

function redact(line: string, secrets: readonly string[]): string {
  let text = line;
  // As they are, and as JSON writes them.
  for (const secret of secrets) {
    for (const form of new Set([secret, JSON.stringify(secret).slice(1, -1)]))
      if (form.length >= 4) text = text.replaceAll(form, "[secret]");
  }
  for (const pattern of credentials) text = text.replace(pattern, "[credential]");
  return text;
}
