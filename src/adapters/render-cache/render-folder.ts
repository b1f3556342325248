import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Rendered } from "../../ports/renderer.ts";
import { decodeEntry, encodeEntry } from "./entry.ts";
import { Room } from "./room.ts";

/** A folder of renders, each in a file that is named after everything that could change it. */
export interface RenderFolder {
  /** `null` where nothing sound is kept. Never throws. */
  get(key: string): Promise<Rendered | null>;
  /** Never throws: what cannot be kept is rendered again. */
  put(key: string, rendered: Rendered): Promise<void>;
}

export interface FolderOptions {
  /** What all entries may have together; the ones that were used least lately go. 512 MiB by default. */
  readonly bytes?: number;
  /** Is told once, in a sentence, when nothing can be written. */
  readonly notice: (text: string) => void;
}

const defaultBytes = 512 * 1024 * 1024;
// Packed renders stay far below; a larger file was not written here.
const largestEntry = 64 * 1024 * 1024;
const hour = 3_600_000;

/** Keeps renders in `renders` below a directory that is there. Throws where that is no folder that can be made. */
export async function openRenderFolder(directory: string, options: FolderOptions): Promise<RenderFolder> {
  const folder = join(directory, "renders");
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    if (codeOf(error) !== "EEXIST") throw error;
  });
  // Entries are deleted in it, so it must be what it seems to be.
  if (!(await lstat(folder)).isDirectory()) throw new Error(`${folder} is not a folder`);
  const room = new Room(folder, options.bytes ?? defaultBytes);
  let isWritable = true;
  return {
    get: (key) => read(join(folder, key), key),
    put: async (key, rendered) => {
      if (!isWritable) return;
      try {
        const bytes = await encodeEntry(key, rendered);
        if (bytes.length > largestEntry) return;
        await room.make(bytes.length);
        await writeWhole(folder, key, bytes);
      } catch (error) {
        if (!isWritable) return;
        isWritable = false;
        options.notice(
          `Renders cannot be kept in ${folder}: ${error instanceof Error ? error.message : error}.`,
        );
      }
    },
  };
}

async function read(file: string, key: string): Promise<Rendered | null> {
  let handle: FileHandle | null = null;
  try {
    // A link is not followed, and a pipe is not waited for.
    handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const found = await handle.stat();
    if (!found.isFile() || found.size > largestEntry) return null;
    const rendered = await decodeEntry(key, await handle.readFile());
    const now = Date.now();
    // The time of its last use, to the hour; a folder that is only read stays as it is.
    if (rendered !== null && now - found.mtimeMs > hour)
      await handle.utimes(now / 1000, now / 1000).catch(() => undefined);
    return rendered;
  } catch {
    return null;
  } finally {
    await handle?.close();
  }
}

// Another process sees the whole entry or none.
async function writeWhole(folder: string, key: string, bytes: Buffer): Promise<void> {
  const unfinished = join(folder, `${randomBytes(8).toString("hex")}.part`);
  try {
    await writeFile(unfinished, bytes, { mode: 0o600, flag: "wx" });
    await rename(unfinished, join(folder, key));
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
