import { showText } from "./show-text.ts";

// Names, labels, paths and messages come from clusters and repositories, so any of them may hold markup, a mention or
// a closing keyword. They enter Markdown through these functions only.

const longestName = 200;
const longestText = 1000;

/** A code span: shown as it is, links and mentions inert. Safe in a table cell, too. */
export function code(text: string): string {
  // Cells end at a "|" that no backslash escapes, within code too; a backslash before one would escape the escape.
  const shown = showText(text, longestName).replace(/(\\*)\|/g, "$1$1\\|");
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
  return showText(text, longestText).replace(
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
