import { fromMarkdown } from "mdast-util-from-markdown";

// What is left of CommonMark: blocks, code spans and HTML decide whether a line is spoken or shown. Emphasis, links and
// references do not, and some of them take long on texts that were made for it.
const blocksOnly = {
  disable: {
    null: [
      "attention",
      "autolink",
      "characterEscape",
      "characterReference",
      "definition",
      "hardBreakEscape",
      "labelEnd",
      "labelStartImage",
      "labelStartLink",
    ],
  },
};

/**
 * The lines of a comment that its writer says: those of plain paragraphs. Lines of code, quotes, lists, headings and
 * HTML, comments included, are shown and not said.
 */
export function spokenLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (const block of fromMarkdown(text, { extensions: [blocksOnly] }).children) {
    if (block.type !== "paragraph") continue;
    for (const part of block.children) {
      if (part.type !== "text") continue;
      const { start, end } = rangeOf(part);
      lines.push(...linesBetween(text, start, end));
    }
  }
  return lines;
}

interface Positioned {
  readonly position?:
    | {
        readonly start: { readonly offset?: number | undefined };
        readonly end: { readonly offset?: number | undefined };
      }
    | undefined;
}

function rangeOf({ position }: Positioned): { readonly start: number; readonly end: number } {
  return { start: position?.start.offset ?? 0, end: position?.end.offset ?? 0 };
}

/** Whole lines that begin inside the range: what begins before it may be the end of code or HTML. */
function linesBetween(text: string, start: number, end: number): readonly string[] {
  const found: string[] = [];
  let at = text.lastIndexOf("\n", start - 1) + 1;
  if (text.slice(at, start).trim() !== "") at = nextLine(text, start);
  while (at < end) {
    const next = nextLine(text, at);
    found.push(text.slice(at, next).replace(/^[ \t]+|[ \t\n]+$/g, ""));
    at = next;
  }
  return found;
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end + 1;
}
