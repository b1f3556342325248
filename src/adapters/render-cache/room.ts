import { lstat, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";

interface Entry {
  readonly file: string;
  readonly bytes: number;
  readonly usedAt: number;
}

// How many files are looked at together.
const together = 64;
const day = 86_400_000;

/**
 * Bounds what a folder of entries holds. Its size is read when the first entry is written, and counted from then on;
 * other processes that write meanwhile are seen by the next count.
 */
export class Room {
  readonly #folder: string;
  readonly #most: number;
  #used: number | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: string, most: number) {
    this.#folder = folder;
    this.#most = most;
  }

  /** Makes room for an entry. Entries that were used least lately go, more than is needed, so that this is rare. */
  make(bytes: number): Promise<void> {
    const turn = this.#turn.then(() => this.#make(bytes));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #make(bytes: number): Promise<void> {
    if (this.#used === null || this.#used + bytes > this.#most) {
      const entries = await listEntries(this.#folder);
      this.#used = entries.reduce((sum, entry) => sum + entry.bytes, 0);
      if (this.#used + bytes > this.#most) await this.#dropOldest(entries, bytes);
    }
    this.#used += bytes;
  }

  async #dropOldest(entries: readonly Entry[], bytes: number): Promise<void> {
    let used = this.#used ?? 0;
    for (const entry of entries.toSorted((left, right) => left.usedAt - right.usedAt)) {
      if (used + bytes <= this.#most * 0.8) break;
      // Another process may have dropped it meanwhile.
      await unlink(entry.file).catch(() => undefined);
      used -= entry.bytes;
    }
    this.#used = used;
  }
}

/** Only what is named like an entry is counted or deleted, whatever else somebody keeps there. */
async function listEntries(folder: string): Promise<readonly Entry[]> {
  const names = await readdir(folder);
  const entries: Entry[] = [];
  for (let at = 0; at < names.length; at += together) {
    const some = await Promise.all(names.slice(at, at + together).map((name) => look(folder, name)));
    entries.push(...some.filter((entry) => entry !== null));
  }
  return entries;
}

async function look(folder: string, name: string): Promise<Entry | null> {
  const isUnfinished = /^[0-9a-f]{16}\.part$/.test(name);
  if (!isUnfinished && !/^[0-9a-f]{64}$/.test(name)) return null;
  const file = join(folder, name);
  const found = await lstat(file).catch(() => null);
  if (found === null || !found.isFile()) return null;
  // Left behind by a process that was killed.
  if (isUnfinished && Date.now() - found.mtimeMs > day) {
    await unlink(file).catch(() => undefined);
    return null;
  }
  return { file, bytes: found.size, usedAt: found.mtimeMs };
}
