import { plain } from "../model/index.ts";

// Stands above everything else in a body, and is replaced without touching the rest.
const begin = "<!-- optpass:status -->";
const end = "<!-- optpass:status-end -->";
// The whole shape, in lines of its own: a query may show a label value that spells the marks.
const blockPattern = new RegExp(`^${begin}\\r?\\n> \\[!NOTE\\]\\r?\\n(?:>.*\\r?\\n)*${end}$`, "m");

/** The body with these sentences as its status; none takes the block away. */
export function withStatus(body: string, sentences: readonly string[]): string {
  const rest = withoutStatus(body);
  if (sentences.length === 0) return rest;
  const lines = sentences.map((sentence) => `> ${plain(sentence)}`).join("\n>\n");
  return `${begin}\n> [!NOTE]\n${lines}\n${end}\n\n${rest}`;
}

/** Whether two bodies say the same to a person: the hidden record, ticks and blanks do not count. */
export function saysTheSame(left: string, right: string): boolean {
  return normalise(left) === normalise(right);
}

function withoutStatus(body: string): string {
  const block = blockPattern.exec(body);
  if (block === null) return body;
  return body.slice(0, block.index) + body.slice(block.index + block[0].length).trimStart();
}

function normalise(body: string): string {
  return body
    .replace(/<!--[^<>]{0,60000}-->/g, "")
    .replace(/^- \[[xX]\]/gm, "- [ ]")
    .replace(/\s+/g, " ")
    .trim();
}
