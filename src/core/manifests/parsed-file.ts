import type { Refusal, RepositoryFile, RepositoryFiles, Result } from "../model/index.ts";
import { err, ok } from "../model/index.ts";
import { generatedMarker } from "./file-markers.ts";
import { directoryOf, joinPath } from "./repository-path.ts";
import { parseYaml, type YamlText } from "./yaml-text.ts";

/** A file that was parsed. */
export interface ParsedFile {
  readonly path: string;
  readonly text: string;
  readonly yaml: YamlText;
  /** Words that say a program writes the file. */
  readonly generated: string | null;
  /** The file that the text really is in, when the path is a symbolic link. */
  readonly linkTo: string | null;
}

export function parseFile(files: RepositoryFiles, path: string): Result<ParsedFile, Refusal> {
  const found = textThroughLinks(files, path);
  if (found === null) return err(unreadable(path, files.files.get(path)));
  const yaml = parseYaml(path, found.text);
  if (!yaml.ok) return yaml;
  const generated = generatedMarker(found.text);
  return ok({ path, text: found.text, yaml: yaml.value, generated, linkTo: found.linkTo });
}

/** Text of a file, through symbolic links that stay in the repository; `null` when there is none. */
export function textThroughLinks(
  files: RepositoryFiles,
  path: string,
): { readonly text: string; readonly linkTo: string | null } | null {
  let at = path;
  for (let hop = 0; hop < 8; hop++) {
    const file = files.files.get(at);
    if (file?.kind === "text") return { text: file.text, linkTo: hop === 0 ? null : at };
    if (file?.kind !== "symlink") return null;
    const target = joinPath(directoryOf(at), file.target);
    if (target === null) return null;
    at = target;
  }
  return null;
}

function unreadable(path: string, file: RepositoryFile | undefined): Refusal {
  if (file?.kind === "symlink") return { code: "symlinked-file", file: path, pointsTo: file.target };
  const problem =
    file?.kind === "binary"
      ? "it is not UTF-8 text"
      : file?.kind === "archive"
        ? "it is an archive"
        : file?.kind === "too-large"
          ? `it has ${file.bytes} bytes, more than is read`
          : "it is not there";
  return { code: "unreadable-file", file: path, problem };
}
