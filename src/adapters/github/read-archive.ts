import { Readable, Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ReadableStream } from "node:stream/web";
import { createGunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { PortError } from "../../ports/port-error.ts";
import type { Limits } from "./options.ts";
import { isSafePath } from "./safe-path.ts";

export type ArchiveEntry =
  | { readonly kind: "file"; readonly content: Buffer }
  | { readonly kind: "symlink"; readonly target: string };

/**
 * The files of a gzipped tar archive by path, without its top folder. Larger files are left out, and so are paths
 * that are not safe to write; a folder, device or hard link is not a file. Reads as a stream, within bounds.
 */
export async function readArchive(body: unknown, limits: Limits): Promise<ReadonlyMap<string, ArchiveEntry>> {
  const entries = new Map<string, ArchiveEntry>();
  let kept = 0;
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      const path = entry.path.slice(entry.path.indexOf("/") + 1);
      if (!entry.path.includes("/") || !isSafePath(path)) return void entry.resume();
      if (entry.type === "SymbolicLink") {
        entries.set(path, { kind: "symlink", target: entry.linkpath ?? "" });
        return void entry.resume();
      }
      if (!isFile(entry) || entry.size > limits.fileBytes) return void entry.resume();
      kept += entry.size;
      if (kept > limits.textBytes) return void entry.resume();
      const chunks: Buffer[] = [];
      entry.on("data", (chunk: Buffer) => chunks.push(chunk));
      entry.on("end", () => entries.set(path, { kind: "file", content: Buffer.concat(chunks) }));
    },
  });
  // Octokit hands the body over unread when asked to, and types it as if it had been read.
  if (!(body instanceof ReadableStream)) throw new Error("the archive has no body");
  await pipeline(
    Readable.fromWeb(body),
    bounded(limits.archiveBytes, "to download"),
    createGunzip(),
    bounded(limits.unpackedBytes, "unpacked"),
    sink(parser),
  );
  if (kept > limits.textBytes) throw tooHeavy(limits.textBytes, "of text");
  return entries;
}

function isFile(entry: ReadEntry): boolean {
  return entry.type === "File" || entry.type === "OldFile" || entry.type === "ContiguousFile";
}

function bounded(limit: number, what: string): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > limit) done(tooHeavy(limit, what));
      else done(null, chunk);
    },
  });
}

/** tar's parser is writable, but not one of Node's streams. */
function sink(parser: Parser): Writable {
  let failure: Error | null = null;
  parser.on("error", (error: Error) => {
    failure = error;
  });
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      const flowing = parser.write(chunk);
      if (failure !== null) done(failure);
      else if (flowing) done();
      else parser.once("drain", () => done());
    },
    final(done) {
      parser.once("end", () => done(failure));
      parser.end();
      if (failure !== null) done(failure);
    },
  });
}

function tooHeavy(limit: number, what: string): PortError {
  const size = `${Math.ceil(limit / 1024 / 1024)} MiB`;
  return new PortError("github", "too-heavy", `the repository has more than ${size} ${what}`);
}
