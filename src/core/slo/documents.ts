import { parseAllDocuments } from "yaml";
import type { z } from "zod";

/** What was read of a file: service levels of its documents, and in sentences what was not understood. */
export interface Parsed<T> {
  readonly found: readonly T[];
  readonly problems: readonly string[];
}

// Texts come from repositories: a file of this size holds thousands of objectives.
const mostCharacters = 1_000_000;
const mostDocuments = 500;

/** The plain values of the YAML documents in a text. Aliases are followed a few times only, against bombs. */
export function documentsIn(text: string): Parsed<unknown> {
  if (text.length > mostCharacters) {
    return { found: [], problems: [`It has more than ${mostCharacters} characters.`] };
  }
  const documents = parseAllDocuments(text, { logLevel: "error", uniqueKeys: true });
  const found: unknown[] = [];
  const problems: string[] = [];
  for (const document of documents.slice(0, mostDocuments)) {
    const [error] = document.errors;
    if (error !== undefined) problems.push(firstLine(error.message));
    else found.push(plain(() => document.toJS({ maxAliasCount: 50 }), problems));
  }
  if (documents.length > mostDocuments) problems.push(`Only the first ${mostDocuments} documents were read.`);
  return { found, problems };
}

/** `toJS` throws on too many aliases: then the document says nothing. */
function plain(read: () => unknown, problems: string[]): unknown {
  try {
    return read();
  } catch (failure) {
    problems.push(failure instanceof Error ? firstLine(failure.message) : "It cannot be read.");
    return null;
  }
}

/** What a schema says is wrong, in one sentence. */
export function problemOf(what: string, error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path.map(String).join(".") ?? "";
  return `${what}${path === "" ? "" : ` at ${path.slice(0, 120)}`}: ${firstLine(issue?.message ?? "is not understood")}`;
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").slice(0, 200);
}
