import type { Terminal } from "../terminal.ts";
import { labelled, wrapText } from "../wrap-text.ts";

/** A terminal as wide as text is pleasant to read. */
export type Page = Terminal;

const widest = 110;

export function pageFor(terminal: Terminal): Page {
  return { ...terminal, columns: Math.min(terminal.columns, widest) };
}

/** A block with a quiet heading. Empty without a body. */
export function block(title: string, body: string, { colour }: Page): readonly string[] {
  return body === "" ? [] : ["", `  ${colour.bold(title)}`, body];
}

/** Sentences, each behind a dash. */
export function bullets(sentences: readonly string[], { columns }: Page): string {
  const layout = { indent: 2, width: 1, columns, paint: (label: string) => label };
  return sentences.map((sentence) => labelled("-", sentence, layout)).join("\n");
}

/** A quiet remark below a table. */
export function remark(text: string, { colour, columns }: Page): string {
  return wrapText(text, columns - 2)
    .map((line) => `  ${colour.dim(line)}`)
    .join("\n");
}

export function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
