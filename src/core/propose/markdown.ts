// Names, labels, paths and messages come from clusters and repositories, so any of them may hold markup, a mention or
// a closing keyword. They enter Markdown through these functions only.

// Control characters, and marks that reorder or hide text (Unicode bidi controls, zero-width characters, BOM).
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
const unseen = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const longestName = 200;
const longestText = 1000;

function visible(text: string, longest: number): string {
  const shown = text.replace(unseen, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return shown.length > longest ? `${shown.slice(0, longest)}…` : shown;
}

/** A code span: shown as it is, links and mentions inert. Safe in a table cell, too. */
export function code(text: string): string {
  const shown = visible(text, longestName).replaceAll("|", "\\|");
  const longestRun = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longestRun + 1);
  const pad = shown.startsWith("`") || shown.endsWith("`") || shown === "" ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

// A zero-width space in an entity: code hosts look for mentions, references and addresses in the rendered text, where
// an escaped "@" is an "@" again. Renovate and Dependabot break them the same way.
const gap = "&#8203;";

const broken: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "|": "&#124;",
  "*": "&#42;",
  _: "&#95;",
  "`": "&#96;",
  "[": "&#91;",
  "]": "&#93;",
  "~": "&#126;",
  $: "&#36;",
  "\\": "&#92;",
  "!": "&#33;",
  "@": `@${gap}`,
  "#": `#${gap}`,
  "://": `:${gap}//`,
  "GH-": `GH-${gap}`,
  "www.": `www${gap}.`,
};

/** Running text: markup, mentions, references and addresses in it come out as plain characters. */
export function plain(text: string): string {
  return visible(text, longestText).replace(
    /:\/\/|GH-|www\.|[&<>@#|*_`[\]~$\\!]/gi,
    (found) => broken[found] ?? `${found}${gap}`,
  );
}

/** A fenced code block that its content cannot end. */
export function fenced(text: string, language = ""): string {
  const longestRun = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longestRun + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
