import { MalformedAnswer } from "../raw-samples/index.ts";

/** Takes the next bytes of an answer, as many as have come; `null` at its end. */
export type ReadBytes = () => Promise<Uint8Array | null>;

const newline = 10;

/** Reads one line after another, and holds one line at a time besides what came in one piece with its end. */
export class LineReader {
  readonly #read: ReadBytes;
  readonly #longest: number;
  /** What has come of lines that were not given out yet. */
  #rest: Uint8Array = new Uint8Array(0);

  /** `longest`: bytes of a line. */
  constructor(read: ReadBytes, longest: number) {
    this.#read = read;
    this.#longest = longest;
  }

  /** The next line that is not empty, without its end; `null` after the last. Throws MalformedAnswer. */
  async next(): Promise<string | null> {
    for (;;) {
      const line = await this.#nextLine();
      if (line === null) return null;
      const text = textOf(line).trim();
      if (text !== "") return text;
    }
  }

  async #nextLine(): Promise<Uint8Array | null> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (let piece: Uint8Array | null = this.#rest; ; piece = await this.#read()) {
      if (piece === null) {
        this.#rest = nothing;
        if (length > 0) throw cutOff(Buffer.concat(pieces, length));
        return null;
      }
      const end = piece.indexOf(newline);
      const part = end === -1 ? piece : piece.subarray(0, end);
      length += part.length;
      // Worded as a limit, so that half of the time is asked for.
      if (length > this.#longest)
        throw new MalformedAnswer(
          "holds a line that is too long",
          `a line exceeds the limit of ${this.#longest} bytes`,
        );
      pieces.push(part);
      if (end === -1) continue;
      this.#rest = piece.subarray(end + 1);
      return pieces.length === 1 ? part : Buffer.concat(pieces, length);
    }
  }
}

const nothing = new Uint8Array(0);

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}

function cutOff(rest: Uint8Array): MalformedAnswer {
  const text = textOf(rest.subarray(0, longestText)).trim();
  return new MalformedAnswer("is cut off within a line", text.startsWith("{") ? null : text);
}

const longestText = 2_000;
