/** The files of a repository or folder at one moment, keyed by path from its root with `/`. */
export interface RepositoryFiles {
  /** Where they came from, for people: a folder, or `owner/name@commit`. */
  readonly origin: string;
  readonly files: ReadonlyMap<string, RepositoryFile>;
}

export type RepositoryFile =
  | {
      readonly kind: "text";
      /** Decoded as UTF-8; a byte order mark and every line ending are kept. */
      readonly text: string;
      readonly executable?: boolean;
    }
  | { readonly kind: "symlink"; readonly target: string }
  /** A packed chart (`.tgz`) as it is, which is rendered and never edited. */
  | { readonly kind: "archive"; readonly bytes: Uint8Array }
  /** Present, but not read: not UTF-8, or larger than the reader's limit. */
  | { readonly kind: "binary" }
  | { readonly kind: "too-large"; readonly bytes: number };

/** New content for one file. */
export interface FileChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}
