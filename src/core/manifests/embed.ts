import type { Scalar } from "yaml";
import type { Embedding } from "./embedding.ts";
import type { NodePath } from "./node-path.ts";
import type { YamlText } from "./yaml-text.ts";

/** Describes the scalar of `outer` that holds the text. */
export function embeddingOf(outer: YamlText, document: number, path: NodePath, scalar: Scalar): Embedding {
  const [start, end] = [scalar.range?.[0] ?? 0, scalar.range?.[1] ?? 0];
  const firstLine = outer.lines.linePos(start).line || 1;
  const base = { document, path, scalar };
  const value = String(scalar.value);
  if (scalar.type === "BLOCK_LITERAL") {
    const map = mapLiteral(outer.text, start, end, value);
    if (map !== null) {
      return {
        ...base,
        verbatim: "literal",
        pad: map.pad,
        offsetOf: map.offsetOf,
        lineOf: (_, innerLine) => firstLine + innerLine,
      };
    }
  }
  const quote = scalar.type === "PLAIN" ? 0 : 1;
  const verbatim = !value.includes("\n") && outer.text.slice(start + quote, end - quote) === value;
  return {
    ...base,
    verbatim: verbatim ? "single-line" : null,
    pad: "",
    offsetOf: (inner) => start + quote + inner,
    lineOf: () => firstLine,
  };
}

interface LiteralMap {
  readonly pad: string;
  offsetOf(inner: number): number;
}

// `null` unless every line of the file is the padding followed by the line of the value.
function mapLiteral(text: string, start: number, end: number, value: string): LiteralMap | null {
  const header = text.indexOf("\n", start);
  if (header < 0 || header >= end) return null;
  const inner = value.split("\n");
  const sample = inner.findIndex((line) => line.trim() !== "");
  if (sample < 0) return null;
  const starts: { readonly inner: number; readonly outer: number }[] = [];
  let pad: string | null = null;
  let [outerAt, innerAt] = [header + 1, 0];
  const outerLines = text.slice(header + 1, end).split("\n");
  const sampleLine = (outerLines[sample] ?? "").replace(/\r$/, "");
  const width = sampleLine.length - (inner[sample] ?? "").length;
  if (width < 0) return null;
  pad = " ".repeat(width);
  for (const [index, line] of inner.entries()) {
    const whole = outerLines[index] ?? (line === "" ? "" : null);
    const outer = whole?.replace(/\r$/, "") ?? null;
    if (outer === null || (outer !== pad + line && !(line === "" && outer.trim() === ""))) return null;
    starts.push({ inner: innerAt, outer: outerAt + Math.min(width, outer.length) });
    innerAt += line.length + 1;
    outerAt += (whole ?? "").length + 1;
  }
  return { pad, offsetOf: (offset) => offsetIn(starts, offset) };
}

function offsetIn(
  starts: readonly { readonly inner: number; readonly outer: number }[],
  offset: number,
): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle]?.inner ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const line = starts[low] ?? { inner: 0, outer: 0 };
  return line.outer + (offset - line.inner);
}
