import type { Section } from "./report.ts";

/**
 * A document with each section between its markers replaced, every other byte kept. Throws where a section has no
 * markers: what was measured must not get lost.
 */
export function putInDocument(document: string, sections: ReadonlyMap<Section, string>): string {
  let text = document;
  for (const [section, content] of sections) {
    const [open, close] = [`<!-- bench:telemetry:${section} -->`, `<!-- /bench:telemetry:${section} -->`];
    const [from, to] = [text.indexOf(open), text.indexOf(close)];
    if (from < 0 || to < from)
      throw new Error(`the document has no place for ${section}: ${open} ... ${close}`);
    text = `${text.slice(0, from + open.length)}\n${content}\n${text.slice(to)}`;
  }
  return text;
}
