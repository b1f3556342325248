/**
 * The words by which a file says that a program writes it; looked for in the comments before the first content only,
 * because a person may write them anywhere else.
 */
export function generatedMarker(text: string): string | null {
  for (const line of text.slice(0, 8_000).split("\n", 60)) {
    const trimmed = line.replace(/^\uFEFF/, "").trim();
    if (trimmed === "" || trimmed === "---" || trimmed.startsWith("%")) continue;
    if (!trimmed.startsWith("#")) return null;
    const marker = /do not (?:edit|modify)|(?:auto-?generated|generated (?:by|with|from|using))\b.*/i.exec(
      trimmed,
    );
    if (marker !== null) return marker[0].slice(0, 80).trim();
  }
  return null;
}

/** The line ending that most lines of the file have. */
export function lineEndingOf(text: string): "\n" | "\r\n" {
  const all = text.split("\n").length - 1;
  const windows = text.split("\r\n").length - 1;
  return windows * 2 > all ? "\r\n" : "\n";
}
