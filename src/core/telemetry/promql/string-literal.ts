import { err, ok, type Result } from "../../model/index.ts";

/**
 * The value of a PromQL string literal, quotes included in the input. The grammar's tokenizer lets an unterminated
 * string and unknown escapes pass, so both are refused here. The error completes "The string ...".
 */
export function readStringLiteral(literal: string): Result<string, string> {
  const quote = literal.charAt(0);
  const body = literal.slice(1, -1);
  if (literal.length < 2 || literal.at(-1) !== quote) return err("is not terminated");
  if (quote === "`") return body.includes("`") ? err("is not terminated") : ok(body);
  let value = "";
  let bytes: number[] = [];
  for (let at = 0; at < body.length; ) {
    const piece = body.charAt(at) === "\\" ? readEscape(body, at, quote) : plainCharacter(body, at, quote);
    if (!piece.ok) return piece;
    at += piece.value.length;
    if (typeof piece.value.means === "number") {
      bytes.push(piece.value.means);
      continue;
    }
    const before = decodeBytes(bytes);
    if (before === null) return err(notUtf8);
    bytes = [];
    value += before + piece.value.means;
  }
  const rest = decodeBytes(bytes);
  return rest === null ? err(notUtf8) : ok(value + rest);
}

const notUtf8 = "is not UTF-8 after its escapes are read";

/** `means` is text, or one byte of a text in UTF-8; `length` is how much of the literal it takes. */
type Piece = { readonly means: string | number; readonly length: number };

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["\\", "\\"],
]);

// The escapes of Go's strconv.UnquoteChar, which Prometheus follows.
const numericEscape = /^\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/;

function plainCharacter(body: string, at: number, quote: string): Result<Piece, string> {
  const character = body.charAt(at);
  if (character === "\n") return err("holds a line break");
  if (character === quote) return err("is not terminated");
  return ok({ means: character, length: 1 });
}

function readEscape(body: string, at: number, quote: string): Result<Piece, string> {
  const next = body.charAt(at + 1);
  const simple = next === quote ? quote : simpleEscapes.get(next);
  if (simple !== undefined) return ok({ means: simple, length: 2 });
  const unknown = err(next === "" ? "is not terminated" : `holds the unknown escape \\${next}`);
  const [whole, hexByte, octalByte, shortRune, longRune] = numericEscape.exec(body.slice(at, at + 10)) ?? [];
  if (whole === undefined) return unknown;
  const byte = hexByte === undefined ? Number.parseInt(octalByte ?? "", 8) : Number.parseInt(hexByte, 16);
  if (!Number.isNaN(byte)) return byte > 0xff ? unknown : ok({ means: byte, length: whole.length });
  const rune = Number.parseInt(shortRune ?? longRune ?? "", 16);
  const isCharacter = rune <= 0x10ffff && !(rune >= 0xd800 && rune <= 0xdfff);
  return isCharacter ? ok({ means: String.fromCodePoint(rune), length: whole.length }) : unknown;
}

function decodeBytes(bytes: readonly number[]): string | null {
  if (bytes.length === 0) return "";
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
  } catch {
    return null;
  }
}
