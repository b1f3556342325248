import * as z from "zod";
import {
  type ChangeRecord,
  closeReasons,
  liveLevels,
  outcomes,
  type RecordedSetting,
  type Seal,
  shortPath,
  workloadKinds,
} from "../model/index.ts";
import { StoredSetting } from "./stored-setting.ts";

// Starts and ends the hidden comment at the end of a pull request's body. base64url holds no "--", which would end it.
const marker = /<!--optpass:v1:([A-Za-z0-9_-]{1,40000})(?::([A-Za-z0-9_-]{1,200}))?-->/g;

// People's squash commits quote the whole body, this comment included.
const plentyOfCharacters = 4096;

/**
 * The record as a hidden comment for the body of a pull request, signed where there is a seal. Where it would be longer
 * than 4 KB, the paths inside files are replaced by fingerprints, since they are only ever compared; never a value,
 * because a rejection that is forgotten is worse than a long comment.
 */
export function writeMetadata(record: ChangeRecord, seal: Seal | null = null): string {
  const whole = toBase64Url(JSON.stringify(record));
  const payload = whole.length <= plentyOfCharacters ? whole : toBase64Url(JSON.stringify(shortened(record)));
  return `<!--optpass:v1:${payload}${seal === null ? "" : `:${seal.sign(payload)}`}-->`;
}

/**
 * The record in a body; `null` if there is none, somebody damaged it, or a seal does not know its signature. The last
 * comment counts.
 */
export function readMetadata(body: string, seal: Seal | null = null): ChangeRecord | null {
  const [, payload = "", signature] = [...body.matchAll(marker)].at(-1) ?? [];
  if (payload === "") return null;
  if (seal !== null && (signature === undefined || !seal.verifies(payload, signature))) return null;
  try {
    return Record.parse(JSON.parse(fromBase64Url(payload)));
  } catch {
    return null;
  }
}

/** The body with its record replaced; every other character stays. */
export function replaceMetadata(body: string, metadata: string): string {
  const last = [...body.matchAll(marker)].at(-1);
  if (last === undefined) return `${body.trimEnd()}\n\n${metadata}\n`;
  return body.slice(0, last.index) + metadata + body.slice(last.index + last[0].length);
}

function shortened(record: ChangeRecord): ChangeRecord {
  const short = (setting: RecordedSetting) => ({ ...setting, path: shortPath(setting.path) });
  const { rollback } = record;
  return {
    ...record,
    settings: record.settings.map(short),
    ...(rollback === undefined ? {} : { rollback: { ...rollback, left: rollback.left.map(short) } }),
  };
}

// Ten thousand years: what is added to a date has to remain one.
const longestCooldown = 3e11;

const Record = z.object({
  id: z.string(),
  workload: z.object({
    cluster: z.string().exactOptional(),
    namespace: z.string(),
    kind: z.enum(workloadKinds),
    name: z.string(),
  }),
  settings: z.array(StoredSetting),
  head: z.object({ commit: z.string(), tree: z.string() }),
  evidenceUntil: z.string(),
  writtenAt: z.string().exactOptional(),
  labels: z.array(z.string()).exactOptional(),
  pending: z.object({ evaluations: z.int().min(0), until: z.string() }).exactOptional(),
  closed: z.enum(closeReasons).exactOptional(),
  told: z.string().exactOptional(),
  rollback: z
    .object({
      of: z.int(),
      change: z.string(),
      left: z.array(StoredSetting),
      coolsSeconds: z.number().min(0).max(longestCooldown),
    })
    .exactOptional(),
  followed: z
    .object({
      live: z.object({ level: z.enum(liveLevels), since: z.string(), seen: z.string() }).exactOptional(),
      look: z
        .object({
          at: z.string(),
          outcome: z.enum(outcomes),
          findings: z.array(z.string()),
          next: z.string().nullable(),
        })
        .exactOptional(),
    })
    .exactOptional(),
});

function toBase64Url(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(encoded: string): string {
  const binary = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder("utf-8", { fatal: true }).decode(
    Uint8Array.from(binary, (char) => char.charCodeAt(0)),
  );
}
