import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import type { Rendered } from "../../ports/renderer.ts";

const magic = Buffer.from("optpass render 1\n");
const checksumBytes = 32;
// Renders have at most as many; whatever unpacks to more was not written here.
const mostBytes = 64 * 1024 * 1024;

const pack = promisify(deflateRaw);
const unpack = promisify(inflateRaw);

/** An answer as a file: a magic line, a checksum over the key and the rest, and the answer, compressed. */
export async function encodeEntry(key: string, rendered: Rendered): Promise<Buffer> {
  const said = rendered.ok ? `+${rendered.value}` : `-${rendered.error}`;
  const packed = await pack(said, { level: 1 });
  return Buffer.concat([magic, checksum(key, packed), packed]);
}

/** `null` for what is damaged, belongs to another key, or was written by something else. */
export async function decodeEntry(key: string, bytes: Buffer): Promise<Rendered | null> {
  const start = magic.length + checksumBytes;
  if (bytes.length <= start || !bytes.subarray(0, magic.length).equals(magic)) return null;
  const packed = bytes.subarray(start);
  if (!bytes.subarray(magic.length, start).equals(checksum(key, packed))) return null;
  try {
    const said = (await unpack(packed, { maxOutputLength: mostBytes + 1 })).toString("utf8");
    if (said.startsWith("+")) return { ok: true, value: said.slice(1) };
    return said.startsWith("-") ? { ok: false, error: said.slice(1), isLasting: true } : null;
  } catch {
    return null;
  }
}

function checksum(key: string, packed: Buffer): Buffer {
  return createHash("sha256").update(`${key}\n`).update(packed).digest();
}
