import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";

// A pass over a repository asks the fake for hundreds of objects, and a process for each of them was half of the time of
// the tests. Nothing packs the fake's repositories, so what git would read is one file.
const [pack, unpack] = [promisify(deflate), promisify(inflate)];

export interface GitObject {
  readonly type: string;
  readonly content: Buffer;
}

const fullName = /^[0-9a-f]{40}$/;

export function isFullName(text: string): boolean {
  return fullName.test(text);
}

/** null: it is not there. */
export async function readObject(directory: string, sha: string): Promise<GitObject | null> {
  const packed = await readFile(fileOf(directory, sha)).catch(() => null);
  if (packed === null) return null;
  const whole = await unpack(packed);
  const end = whole.indexOf(0);
  const [type = ""] = whole.subarray(0, end).toString("latin1").split(" ");
  return { type, content: whole.subarray(end + 1) };
}

/** Answers the name of the object. */
export async function writeObject(
  directory: string,
  type: "blob" | "commit",
  text: Buffer | string,
): Promise<string> {
  const content = Buffer.from(text);
  const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const sha = createHash("sha1").update(whole).digest("hex");
  const file = fileOf(directory, sha);
  await mkdir(path.dirname(file), { recursive: true });
  // Two requests may write the same object, and a third one reads it: each renames a whole file into place.
  const staged = `${file}-${process.hrtime.bigint()}`;
  await writeFile(staged, await pack(whole, { level: 1 }));
  await rename(staged, file);
  return sha;
}

function fileOf(directory: string, sha: string): string {
  return path.join(directory, "objects", sha.slice(0, 2), sha.slice(2));
}
