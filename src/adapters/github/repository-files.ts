import { decodeFile, type RepositoryFile, type RepositoryFiles } from "../../core/model/index.ts";
import { PortError } from "../../ports/port-error.ts";
import { blobAnswer, readAnswer } from "./answers.ts";
import { originalBytes } from "./blob-name.ts";
import type { Known } from "./describe.ts";
import { readFileTree, type TreeFile } from "./file-tree.ts";
import { commitKey } from "./history.ts";
import { type ArchiveEntry, readArchive } from "./read-archive.ts";
import type { Session } from "./session.ts";

/**
 * The files of a commit, byte for byte as git has them: one request for their names, one for an archive of all of
 * them. What the archive leaves out or alters (`.gitattributes`: export-ignore, export-subst, eol) is noticed by
 * its blob name. If it can be a manifest it is fetched alone, because a file that is edited must be the file that is
 * there, and an overlay that went missing would change the wrong environment; anything else is marked as not read.
 */
export async function readFiles(session: Session, known: Known, commit: string): Promise<RepositoryFiles> {
  if (!/^[0-9a-f]{40}$/.test(commit)) {
    throw new PortError("github", "rejected", "a commit is named by 40 hexadecimal digits");
  }
  const key = commitKey(session, known, commit);
  const kept = session.memory.files.get(key);
  if (kept !== undefined) return kept;
  const read = await readAnew(session, known, commit);
  session.memory.files.set(key, read, bytesOf(read));
  return read;
}

async function readAnew(session: Session, known: Known, commit: string): Promise<RepositoryFiles> {
  const tree = await readFileTree(session, known, commit);
  const archive = await download(session, known, commit);
  const files = new Map<string, RepositoryFile>();
  const missing: TreeFile[] = [];
  for (const file of tree) {
    const read = fromArchive(session, file, archive.get(file.path));
    if (read === null && mayBeManifest(file)) missing.push(file);
    files.set(file.path, read ?? { kind: "binary" });
  }
  await fetchMissing(session, known, missing, files);
  return { origin: `${known.fullName}@${commit}`, files };
}

function bytesOf({ files }: RepositoryFiles): number {
  let bytes = 0;
  for (const [path, file] of files) {
    const text = file.kind === "text" ? file.text.length : 0;
    bytes += 2 * (path.length + text) + 100;
  }
  return bytes;
}

async function download(
  session: Session,
  known: Known,
  commit: string,
): Promise<ReadonlyMap<string, ArchiveEntry>> {
  const { owner, repo } = known;
  const attempt = { doing: "download the files", needs: "Contents: read" };
  return session.attempt(attempt, async () => {
    const signal = AbortSignal.timeout(session.limits.archiveSeconds * 1000);
    const response = await session.client.request("GET /repos/{owner}/{repo}/tarball/{ref}", {
      owner,
      repo,
      ref: commit,
      request: { parseSuccessResponseBody: false, signal },
    });
    try {
      return await readArchive(response.data, session.limits);
    } catch (error) {
      if (error instanceof PortError) throw error;
      const line = signal.aborted
        ? `the files of ${known.fullName} did not arrive within ${session.limits.archiveSeconds} s`
        : `the archive of ${known.fullName} could not be read to its end`;
      throw new PortError("github", signal.aborted ? "timeout" : "bad-answer", line, {
        cause: error,
        retryable: true,
      });
    }
  });
}

/** null when the archive does not hold this very file. */
function fromArchive(
  session: Session,
  file: TreeFile,
  entry: ArchiveEntry | undefined,
): RepositoryFile | null {
  if (file.bytes > session.limits.fileBytes) return { kind: "too-large", bytes: file.bytes };
  if (file.kind === "symlink") {
    return entry?.kind === "symlink" ? { kind: "symlink", target: entry.target } : null;
  }
  const content = entry?.kind === "file" ? originalBytes(entry.content, file.sha) : null;
  return content === null ? null : decodeFile(file.path, content, file.kind === "executable");
}

async function fetchMissing(
  session: Session,
  known: Known,
  missing: readonly TreeFile[],
  into: Map<string, RepositoryFile>,
): Promise<void> {
  const { owner, repo, fullName } = known;
  const { singleFetches } = session.limits;
  if (missing.length > singleFetches) {
    const line = `.gitattributes keeps ${missing.length} manifests and links of ${fullName} out of its archive; at most ${singleFetches} are read one by one`;
    throw new PortError("github", "too-heavy", line);
  }
  const attempt = { doing: "read a file", needs: "Contents: read" };
  await Promise.all(
    missing.map(async (file) => {
      const { data } = await session.attempt(attempt, () =>
        session.client.rest.git.getBlob({ owner, repo, file_sha: file.sha, request: { fresh: true } }),
      );
      const content = Buffer.from(readAnswer(blobAnswer, data, session.place).content, "base64");
      const target = content.toString("utf8");
      into.set(
        file.path,
        file.kind === "symlink"
          ? { kind: "symlink", target }
          : decodeFile(file.path, content, file.kind === "executable"),
      );
    }),
  );
}

/** By its name, as a survey of manifests sees it; a link of any name may lead to a manifest or a folder of them. */
function mayBeManifest({ kind, path }: TreeFile): boolean {
  return kind === "symlink" || /\.(?:ya?ml|json)$/i.test(path) || /(?:^|\/)kustomization$/i.test(path);
}
