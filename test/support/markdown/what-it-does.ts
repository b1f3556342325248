import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { visit } from "unist-util-visit";

/** What a text does on a code host beyond being read. */
export interface Effects {
  readonly links: readonly string[];
  readonly images: readonly string[];
  /** Tags, and comments whole. */
  readonly html: readonly string[];
  readonly headings: readonly string[];
  /** Mentions, references and addresses that a code host looks for in what is shown. */
  readonly found: readonly string[];
  /** Characters that hide or reorder what is shown, where it is shown. */
  readonly unseen: readonly string[];
}

/** Parsed as GitHub does: CommonMark with its extensions. */
export function effectsOf(markdown: string): Effects {
  const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const seen = {
    links: [] as string[],
    images: [] as string[],
    html: [] as string[],
    headings: [] as string[],
  };
  let prose = "";
  let code = "";
  visit(tree, (node) => {
    if (node.type === "link" || node.type === "definition") seen.links.push(node.url);
    if (node.type === "image") seen.images.push(node.url);
    if (node.type === "imageReference" || node.type === "footnoteReference") seen.images.push(node.type);
    if (node.type === "html")
      seen.html.push(...(node.value.match(/<!--[\s\S]*?-->|<[^<>]*>/g) ?? [node.value]));
    if (node.type === "heading")
      seen.headings.push(markdown.split("\n")[(node.position?.start.line ?? 1) - 1] ?? "");
    if (node.type === "text") prose += `${node.value}\n`;
    if (node.type === "inlineCode") code += node.value;
  });
  return { ...seen, found: lookedFor(prose), unseen: unseenIn(prose + code) };
}

/** The same of plain text: titles, and messages of commits, where runners look for `[skip ci]`, too. */
export function plainEffectsOf(text: string): Pick<Effects, "found" | "unseen"> {
  return { found: [...lookedFor(text), ...(text.match(/\[skip ci\]/g) ?? [])], unseen: unseenIn(text) };
}

function lookedFor(text: string): readonly string[] {
  return text.match(/@[A-Za-z\d]|#\d|GH-\d|https?:\/\/\S/g) ?? [];
}

// Controls but for line ends, and marks that reorder. A zero-width space is what takes the meaning from a mention.
function unseenIn(text: string): readonly string[] {
  return text.match(/[^\P{Cc}\n]|[\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu) ?? [];
}
