// Control characters, and marks that reorder or hide text (Unicode bidi controls, zero-width characters, byte order
// mark): what a hostile name uses to look like something else, or to drive a terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
const unseen = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text as one line that shows everything it holds: `\u202e` for what cannot be seen, cut at `longest` characters. */
export function showText(text: string, longest: number): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replace(unseen, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** `1 pod`, `2 pods`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
