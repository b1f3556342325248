import * as z from "zod";
import { type ChangeRecord, settingNames, workloadKinds } from "../model/index.ts";

// Starts and ends the hidden comment at the end of a pull request's body. base64url holds no "--", which would end it.
const marker = /<!--optpass:v1:([A-Za-z0-9_-]+)-->/g;

/** The record as a hidden comment for the body of a pull request. */
export function writeMetadata(record: ChangeRecord): string {
  return `<!--optpass:v1:${toBase64Url(JSON.stringify(record))}-->`;
}

/** The record in a body; `null` if there is none, or somebody damaged it. The last comment counts. */
export function readMetadata(body: string): ChangeRecord | null {
  const encoded = [...body.matchAll(marker)].at(-1)?.[1];
  if (encoded === undefined) return null;
  try {
    return Record.parse(JSON.parse(fromBase64Url(encoded)));
  } catch {
    return null;
  }
}

const Record = z.object({
  id: z.string(),
  workload: z.object({
    cluster: z.string().exactOptional(),
    namespace: z.string(),
    kind: z.enum(workloadKinds),
    name: z.string(),
  }),
  settings: z.array(
    z.object({
      container: z.string(),
      setting: z.enum(settingNames),
      file: z.string(),
      path: z.string(),
      from: z.string().nullable(),
      to: z.string().nullable(),
    }),
  ),
  head: z.object({ commit: z.string(), tree: z.string() }),
  evidenceUntil: z.string(),
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
