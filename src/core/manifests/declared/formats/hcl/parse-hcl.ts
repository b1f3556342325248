import { err, ok, type Result } from "../../../../model/index.ts";
import type { Attribute, Block, Body, Expression } from "./syntax.ts";
import { type Token, tokenAt } from "./tokens.ts";

export interface HclProblem {
  readonly at: number;
  readonly problem: string;
}

/**
 * Parses HCL's native syntax: bodies, blocks and literals in full, all other expressions as source text. Offsets are
 * UTF-16. Tests hold it against HashiCorp's own parser.
 */
export function parseHcl(text: string): Result<Body, HclProblem> {
  try {
    return ok(new Reader(text).body("end", 0));
  } catch (error) {
    if (error instanceof Unreadable) return err({ at: error.at, problem: error.message });
    throw error;
  }
}

// Ends the recursion; never leaves this file.
class Unreadable extends Error {
  readonly at: number;

  constructor(at: number, problem: string) {
    super(problem);
    this.at = at;
  }
}

const deepest = 100;

class Reader {
  readonly #text: string;
  #token: Token;
  /** End of the token before. */
  #ended = 0;

  constructor(text: string) {
    this.#text = text;
    this.#token = tokenAt(text, 0);
  }

  body(close: "end" | "}", depth: number): Body {
    const attributes: Attribute[] = [];
    const blocks: Block[] = [];
    for (;;) {
      this.#skipNewlines();
      if (close === "end" ? this.#is("end") : this.#isMark(close)) return { attributes, blocks };
      if (!this.#is("name")) this.#fail("an attribute or a block is expected");
      const { start: at } = this.#token;
      const name = this.#take();
      if (this.#isMark("=")) {
        this.#take();
        attributes.push({ name, at, value: this.#expression(depth + 1) });
        if (!this.#is("newline") && !this.#is("end") && !this.#isMark(close))
          this.#fail("an attribute ends with its line");
      } else blocks.push(this.#block(name, at, depth + 1));
    }
  }

  #block(type: string, at: number, depth: number): Block {
    if (depth > deepest) this.#fail(`it is nested more than ${deepest} levels deep`);
    const labels: string[] = [];
    while (this.#is("name") || this.#is("string")) {
      const isString = this.#is("string");
      const label = this.#take();
      labels.push(isString ? unquote(label) : label);
    }
    if (!this.#isMark("{")) this.#fail(`"=" or "{" is expected after ${type.slice(0, 60)}`);
    this.#take();
    const body = this.body("}", depth);
    this.#take();
    return { type, labels, at, body };
  }

  /** Up to the end of its line, or a comma or bracket that is not its own. */
  #expression(depth: number): Expression {
    if (depth > deepest) this.#fail(`it is nested more than ${deepest} levels deep`);
    const { start: at } = this.#token;
    const term = this.#term(depth);
    if (this.#isAtEnd()) {
      if (term !== null) return term;
      if (this.#token.start === at) this.#fail("a value is expected");
    }
    this.#skipUntil(() => this.#isAtEnd());
    return { kind: "computed", at, text: this.#text.slice(at, this.#ended) };
  }

  #term(depth: number): Expression | null {
    const { kind, start: at } = this.#token;
    if (this.#isMark("[")) return this.#tuple(at, depth);
    if (this.#isMark("{")) return this.#object(at, depth);
    if (this.#isMark("-")) {
      this.#take();
      if (!this.#is("number")) return null;
    } else if (kind !== "string" && kind !== "number" && kind !== "name") return null;
    const { end } = this.#token;
    const word = this.#take();
    const text = this.#text.slice(at, end);
    if (kind === "string") return { kind: "literal", type: "text", at, end, text: unquote(text) };
    if (kind === "name") {
      if (word === "true" || word === "false") return { kind: "literal", type: "boolean", at, end, text };
      return word === "null" ? { kind: "literal", type: "null", at, end, text } : null;
    }
    return { kind: "literal", type: "number", at, end, text };
  }

  // `null` for a `for` expression, which the caller reads on as something computed.
  #tuple(at: number, depth: number): Expression | null {
    this.#take();
    const items: Expression[] = [];
    this.#skipNewlines();
    if (this.#isFor()) return this.#leave();
    while (!this.#isMark("]")) {
      items.push(this.#expression(depth + 1));
      this.#skipNewlines();
      if (this.#isMark(",")) this.#take();
      else if (!this.#isMark("]")) this.#fail("a comma is expected");
      this.#skipNewlines();
    }
    this.#take();
    return { kind: "tuple", at, items };
  }

  #object(at: number, depth: number): Expression | null {
    this.#take();
    const items: Attribute[] = [];
    this.#skipNewlines();
    if (this.#isFor()) return this.#leave();
    while (!this.#isMark("}")) {
      const { start } = this.#token;
      const name = this.#objectKey();
      this.#take();
      items.push({ name, at: start, value: this.#expression(depth + 1) });
      if (this.#isMark(",") || this.#is("newline")) this.#take();
      else if (!this.#isMark("}")) this.#fail("a comma or a new line is expected");
      this.#skipNewlines();
    }
    this.#take();
    return { kind: "object", at, items };
  }

  // A key that is computed has its source for a name, in brackets: no path can name it.
  #objectKey(): string {
    const { kind, start } = this.#token;
    const isPlain = kind === "name" || kind === "string" || kind === "number";
    if (isPlain) {
      const text = this.#take();
      if (this.#isMark("=") || this.#isMark(":")) return kind === "string" ? unquote(text) : text;
    }
    this.#skipUntil(() => this.#isMark("=") || this.#isMark(":"));
    return `(${this.#text.slice(start, this.#ended)})`;
  }

  #isFor(): boolean {
    const { kind, start, end } = this.#token;
    return kind === "name" && this.#text.slice(start, end) === "for";
  }

  // Out of an opened bracket.
  #leave(): null {
    this.#skipUntil(() => this.#isMark("]") || this.#isMark("}"));
    this.#take();
    return null;
  }

  /** Skips whole brackets. */
  #skipUntil(isThere: () => boolean): void {
    let depth = 0;
    while (depth > 0 || !isThere()) {
      if (this.#is("end")) this.#fail("a bracket is never closed");
      if (this.#isMark("(") || this.#isMark("[") || this.#isMark("{")) depth++;
      if (this.#isMark(")") || this.#isMark("]") || this.#isMark("}")) depth--;
      this.#take();
    }
  }

  #isAtEnd(): boolean {
    const { kind } = this.#token;
    if (kind === "newline" || kind === "end") return true;
    return this.#isMark(",") || this.#isMark("}") || this.#isMark("]") || this.#isMark(")");
  }

  #is(kind: Token["kind"]): boolean {
    return this.#token.kind === kind;
  }

  #isMark(mark: string): boolean {
    return this.#is("mark") && this.#text[this.#token.start] === mark;
  }

  #skipNewlines(): void {
    while (this.#is("newline")) this.#take();
  }

  /** The text of this token; goes on to the next. */
  #take(): string {
    const { start, end } = this.#token;
    this.#ended = end;
    this.#token = tokenAt(this.#text, end);
    if (this.#is("broken")) this.#fail("a text or a comment is never closed");
    return this.#text.slice(start, end);
  }

  #fail(problem: string): never {
    throw new Unreadable(this.#token.start, problem);
  }
}

/** Text of a quoted string without placeholders. */
function unquote(source: string): string {
  return source
    .slice(1, -1)
    .replace(
      /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))|([$%])\4\{/g,
      (all, short?: string, long?: string, letter?: string, sigil?: string) => {
        if (sigil !== undefined) return `${sigil}{`;
        const code = Number.parseInt(short ?? long ?? "", 16);
        if (code <= 0x10ffff) return String.fromCodePoint(code);
        return letter === undefined ? all : (escapes[letter] ?? letter);
      },
    );
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
