import { Gunzip } from "fflate";
import { decodeFile, type RepositoryFile, type RepositoryFiles } from "../../model/index.ts";
import { joinPath } from "../repository-path.ts";
import { readTar } from "./read-tar.ts";

// Public charts unpack to at most 6 MB; this is what one may have, and all that are looked into together.
const largestChart = 32 * 1024 * 1024;
const largestTotal = 256 * 1024 * 1024;
const largestFile = 4 * 1024 * 1024;
const mostFiles = 5_000;
// A piece grows to at most about a thousand times its size before it is known how large it is.
const piece = 16 * 1024;
// Charts in packed charts in packed charts.
const deepest = 4;

/**
 * The files of a repository with those of its packed charts among them, under the path of the archive:
 * `charts/redis-1.0.0.tgz/values.yaml`. They are there to be read, and are no files of the repository. An archive that
 * is no chart, cannot be read or is too large shows nothing.
 */
export function withPackedCharts(files: RepositoryFiles): RepositoryFiles {
  const archives = [...files.files].filter(([, { kind }]) => kind === "archive");
  if (archives.length === 0) return files;
  const all = new Map(files.files);
  const left = { bytes: largestTotal };
  for (const [path, file] of archives) unpackInto(all, path, file, left, 0);
  return all.size === files.files.size ? files : { ...files, files: all };
}

/** The archive that a path of `withPackedCharts` lies in; `null` for a file of the repository. */
export function archiveOf(path: string): string | null {
  const end = path.indexOf(".tgz/");
  return end < 0 ? null : path.slice(0, end + 4);
}

function unpackInto(
  all: Map<string, RepositoryFile>,
  path: string,
  file: RepositoryFile,
  left: { bytes: number },
  depth: number,
): void {
  if (file.kind !== "archive" || depth > deepest || left.bytes <= 0) return;
  const inside = unpacked.get(file) ?? unpack(file.bytes);
  unpacked.set(file, inside);
  left.bytes -= inside.size;
  for (const [name, below] of inside.files) {
    all.set(`${path}/${name}`, below);
    unpackInto(all, `${path}/${name}`, below, left, depth + 1);
  }
}

interface Unpacked {
  readonly files: ReadonlyMap<string, RepositoryFile>;
  readonly size: number;
}

const unpacked = new WeakMap<RepositoryFile, Unpacked>();
const nothing: Unpacked = { files: new Map(), size: 0 };

function unpack(bytes: Uint8Array): Unpacked {
  const tar = inflate(bytes);
  if (tar === null) return nothing;
  const files = new Map<string, RepositoryFile>();
  for (const entry of readTar(tar)) {
    // Everything lies in one folder with the name of the chart.
    const name = joinPath("", entry.path.slice(entry.path.indexOf("/") + 1));
    if (name === null || name === "" || !entry.path.includes("/")) continue;
    const isLarge = entry.bytes.length > largestFile;
    files.set(
      name,
      isLarge ? { kind: "too-large", bytes: entry.bytes.length } : decodeFile(name, entry.bytes, false),
    );
    if (files.size > mostFiles) return nothing;
  }
  return files.has("Chart.yaml") ? { files, size: tar.length } : nothing;
}

function inflate(bytes: Uint8Array): Uint8Array | null {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const gunzip = new Gunzip((data) => {
    size += data.length;
    pieces.push(data);
  });
  try {
    for (let at = 0; at < bytes.length && size <= largestChart; at += piece)
      gunzip.push(bytes.subarray(at, at + piece), at + piece >= bytes.length);
  } catch {
    return null;
  }
  if (size > largestChart) return null;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const data of pieces) {
    whole.set(data, at);
    at += data.length;
  }
  return whole;
}
