// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A name or message for a terminal: one line, without control sequences that a hostile label might hold. */
export function printable(text: string): string {
  return text.replace(unprintable, "\ufffd");
}
