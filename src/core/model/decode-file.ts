import type { RepositoryFile } from "./repository.ts";

/** An archive by its name; text if the bytes are UTF-8 without NUL, else `binary`. A byte order mark stays in the text. */
export function decodeFile(path: string, bytes: Uint8Array, executable: boolean): RepositoryFile {
  if (path.endsWith(".tgz")) return { kind: "archive", bytes };
  if (bytes.includes(0)) return { kind: "binary" };
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return executable ? { kind: "text", text, executable } : { kind: "text", text };
  } catch {
    return { kind: "binary" };
  }
}
