import { readFileSync, statSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readSnapshot, type Telemetry } from "../../../core/telemetry/index.ts";
import { UsageError } from "../usage-error.ts";

// Far above an estate of ten thousand containers, and far below what would take the machine down.
const largest = 512 * 2 ** 20;

/** Telemetry from a file that `optpass snapshot` wrote, packed with gzip or not. */
export function readSnapshotFile(flag: string, path: string): Telemetry {
  const snapshot = readSnapshot(unpack(flag, path));
  if (!snapshot.ok) throw new UsageError(`${flag}: ${path} is no snapshot: ${snapshot.error}`);
  return snapshot.value;
}

function unpack(flag: string, path: string): string {
  let bytes: Buffer;
  try {
    if (statSync(path).size > largest) throw new UsageError(`${flag}: ${path} is too large`);
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${flag}: cannot read ${path}`);
  }
  // RFC 1952: every gzip file starts with these two bytes.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString("utf8");
  try {
    return gunzipSync(bytes, { maxOutputLength: largest }).toString("utf8");
  } catch {
    throw new UsageError(`${flag}: ${path} is a damaged gzip file`);
  }
}
