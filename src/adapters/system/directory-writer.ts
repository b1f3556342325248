import { lstat, mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import type { FileChange } from "../../core/model/index.ts";
import type { FileWriter } from "../../ports/file-writer.ts";
import { PortError } from "../../ports/port-error.ts";

/** Writes into a folder: every new text goes to a temporary file first, and all are renamed at the end. */
export function directoryWriter(directory: string): FileWriter {
  return {
    async write(changes) {
      const staged: Place[] = [];
      try {
        for (const change of changes) {
          const place = await check(directory, change);
          staged.push(place);
          await writeAside(place, change);
        }
        for (const { temporary, final } of staged) await asPortError(final, () => rename(temporary, final));
      } finally {
        // After a failure this removes what was staged; after success there is nothing left to remove.
        await Promise.all(staged.map(({ temporary }) => rm(temporary, { force: true })));
      }
    },
  };
}

interface Place {
  readonly temporary: string;
  readonly final: string;
  readonly mode: number;
}

async function check(directory: string, change: FileChange): Promise<Place> {
  const final = join(directory, change.path);
  await requireInside(directory, await nearestFolder(dirname(final)), change.path);
  const before = await currentState(final);
  if (before.text !== change.before) {
    throw new PortError("file-writer", "conflict", `${change.path} changed since it was read: run it again`);
  }
  return { temporary: `${final}.optpass-${process.pid}.tmp`, final, mode: before.mode };
}

async function writeAside({ temporary, final, mode }: Place, change: FileChange): Promise<void> {
  await asPortError(change.path, async () => {
    await mkdir(dirname(final), { recursive: true });
    await writeFile(temporary, change.after, { mode, flag: "wx" });
  });
}

async function asPortError(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    throw new PortError("file-writer", "rejected", `cannot write ${path}${why}`, { cause });
  }
}

async function requireInside(directory: string, parent: string, path: string): Promise<void> {
  const [root, real] = await Promise.all([realpath(directory), realpath(parent)]);
  if (real !== root && !real.startsWith(root + sep)) {
    throw new PortError("file-writer", "rejected", `${path} lies outside ${directory}`);
  }
}

/** The folder itself, or the closest one above it that is there. */
async function nearestFolder(folder: string): Promise<string> {
  for (let path = folder; ; path = dirname(path)) {
    const there = await lstat(path).catch(() => null);
    if (there !== null || path === dirname(path)) return path;
  }
}

/** A file that does not exist yet has the text "". */
async function currentState(path: string): Promise<{ readonly text: string; readonly mode: number }> {
  try {
    const { mode } = await lstat(path);
    return { text: await readFile(path, "utf8"), mode: mode & 0o777 };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return { text: "", mode: 0o644 };
    throw new PortError("file-writer", "rejected", `cannot read ${path} before writing it`, { cause: error });
  }
}
