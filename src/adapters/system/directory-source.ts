import type { Dirent, Stats } from "node:fs";
import { lstat, readdir, readFile, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import { decodeFile, type RepositoryFile, type RepositoryFiles } from "../../core/model/index.ts";
import { PortError } from "../../ports/port-error.ts";
import type { RepositorySource } from "../../ports/repository-source.ts";

// Manifests that people write are far smaller; a larger file is data, and only its size is noted.
const largestFile = 4 * 2 ** 20;
const mostFiles = 200_000;
const largestTotal = 1024 * 2 ** 20;

// Never manifests, and often larger than everything else together.
const neverEntered = new Set([".git", "node_modules", ".terraform", ".venv"]);

/** Reads a folder. Symbolic links are noted, never followed, so that nothing outside the folder is read. */
export function directorySource(directory: string): RepositorySource {
  return { read: () => readDirectory(directory) };
}

async function readDirectory(root: string): Promise<RepositoryFiles> {
  await requireDirectory(root);
  const files = new Map<string, RepositoryFile>();
  let total = 0;
  const pending = [""];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of await listFolder(root, folder)) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!neverEntered.has(entry.name)) pending.push(path);
        continue;
      }
      const file = await readEntry(root, path, entry);
      if (file === null) continue;
      files.set(path, file);
      total += file.kind === "text" ? file.text.length : file.kind === "archive" ? file.bytes.length : 0;
      if (files.size > mostFiles || total > largestTotal) {
        throw new PortError(
          "repository-source",
          "too-heavy",
          `${root} holds too many files to read: choose a folder of manifests`,
        );
      }
    }
  }
  return { origin: root, files: new Map([...files].sort(([left], [right]) => (left < right ? -1 : 1))) };
}

async function requireDirectory(root: string): Promise<void> {
  let found: Stats;
  try {
    found = await stat(root);
  } catch (cause) {
    throw new PortError("repository-source", "not-found", `there is no folder ${root}`, { cause });
  }
  if (!found.isDirectory()) throw new PortError("repository-source", "not-found", `${root} is not a folder`);
}

async function listFolder(root: string, folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(join(root, folder), { withFileTypes: true });
  } catch (cause) {
    throw new PortError("repository-source", "unauthorized", `cannot read the folder ${join(root, folder)}`, {
      cause,
    });
  }
}

/** `null` for what is no file: sockets, devices, or a file that vanished meanwhile. */
async function readEntry(root: string, path: string, entry: Dirent): Promise<RepositoryFile | null> {
  const full = join(root, path);
  if (entry.isSymbolicLink()) return { kind: "symlink", target: await readlink(full) };
  if (!entry.isFile()) return null;
  try {
    const { size, mode } = await lstat(full);
    if (size > largestFile) return { kind: "too-large", bytes: size };
    return decodeFile(path, await readFile(full), (mode & 0o111) !== 0);
  } catch (cause) {
    throw new PortError("repository-source", "unauthorized", `cannot read the file ${full}`, { cause });
  }
}
