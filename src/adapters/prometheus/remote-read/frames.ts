import { MalformedAnswer } from "../raw-samples/malformed-answer.ts";
import { crc32c } from "./crc32c.ts";

/** Takes the next bytes of an answer, as many as have come; `null` at its end. */
export type ReadBytes = () => Promise<Uint8Array | null>;

// What Prometheus's own client accepts (storage/remote: DefaultChunkedReadLimit). Servers send about 1 MB.
const longestFrame = 50_000_000;
const checksumBytes = 4;
// Five bytes of a varint hold far more than the longest frame.
const longestLength = 5;
const longestText = 2_000;

export interface Frame {
  /** Good until the next frame is asked for. */
  readonly bytes: Uint8Array;
  /** CRC-32C that its sender computed. */
  readonly checksum: number;
}

export const wrongChecksum = "holds a frame with a wrong checksum";

/** Whether the bytes are those that were sent. */
export function isIntact({ bytes, checksum }: Frame): boolean {
  return crc32c(bytes) === checksum;
}

/**
 * Reads one frame after another: length as a varint, CRC-32C big endian, then as many bytes. Holds one frame at a
 * time, in a buffer that grows with what has really come.
 */
export class FrameReader {
  readonly #read: ReadBytes;
  #buffer = new Uint8Array(64 * 1024);
  /** The frame being read begins at `start`; what has come ends at `end`. */
  #start = 0;
  #end = 0;

  constructor(read: ReadBytes) {
    this.#read = read;
  }

  /** The next frame, whose checksum is still to be compared; `null` at the end. Throws MalformedAnswer. */
  async next(): Promise<Frame | null> {
    if (!(await this.#has(1))) return null;
    const { length, size } = await this.#readLength();
    if (length > longestFrame) throw await this.#broken("holds a frame that is too long");
    const head = size + checksumBytes;
    if (!(await this.#has(head + length))) throw await this.#broken("is cut off within a frame");
    const from = this.#start + head;
    const checksum = new DataView(this.#buffer.buffer).getUint32(this.#start + size);
    const frame = { bytes: this.#buffer.subarray(from, from + length), checksum };
    // What is so short may be words of the server, and its first letter no length at all.
    if (length <= longestText && !isIntact(frame)) throw await this.#broken(wrongChecksum);
    this.#start = from + length;
    return frame;
  }

  async #readLength(): Promise<{ length: number; size: number }> {
    let length = 0;
    for (let size = 1; size <= longestLength; size += 1) {
      if (!(await this.#has(size))) throw await this.#broken("is cut off within a frame");
      const byte = this.#buffer[this.#start + size - 1] ?? 0;
      length += (byte & 127) * 128 ** (size - 1);
      if (byte < 128) return { length, size };
    }
    throw await this.#broken("holds a frame of malformed length");
  }

  /** Waits until so many bytes of the frame have come; false where the answer ends before. */
  async #has(count: number): Promise<boolean> {
    while (this.#end - this.#start < count) {
      const bytes = await this.#read();
      if (bytes === null) return false;
      this.#append(bytes);
    }
    return true;
  }

  #append(bytes: Uint8Array): void {
    const held = this.#buffer.subarray(this.#start, this.#end);
    if (this.#end + bytes.length > this.#buffer.length) {
      const needed = held.length + bytes.length;
      const fits = needed <= this.#buffer.length;
      const room = fits ? this.#buffer : new Uint8Array(Math.max(needed, 2 * this.#buffer.length));
      room.set(held);
      this.#buffer = room;
      this.#start = 0;
      this.#end = held.length;
    }
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  // Prometheus can fail after its first frame; HTTP has no status left then, and it writes a line of text instead.
  async #broken(what: string): Promise<MalformedAnswer> {
    await this.#has(longestText);
    return new MalformedAnswer(what, readText(this.#buffer.subarray(this.#start, this.#end)));
  }
}

/** The bytes as text, where all of them are printable. */
function readText(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.length <= longestText && /^[^\p{Cc}]{4,}\s*$/u.test(text) ? text.trim() : null;
  } catch {
    return null;
  }
}
