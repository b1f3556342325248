/** Labels in the order they are written. An empty value is left out: for Prometheus it is the same. */
export type LabelPairs = readonly (readonly [name: string, value: string])[];

/** A series as the bytes that every line of it begins with: `name{labels} `. */
export type SeriesPrefix = Uint8Array;

export function seriesPrefix(metric: string, labels: LabelPairs): SeriesPrefix {
  const pairs = labels
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escapeCharacter)}"`);
  return Buffer.from(`${metric}{${pairs.join(",")}} `);
}

function escapeCharacter(character: string): string {
  return character === "\n" ? "\\n" : `\\${character}`;
}

const chunkBytes = 1 << 20;
/** Sign, 16 digits, point, zeros; time with its fraction; two separators. */
const longestNumbers = 64;

/**
 * Collects lines of OpenMetrics text in chunks of about a MiB. Numbers are written digit by digit, because making
 * and encoding strings would take most of the time of a benchmark estate.
 */
export class LineWriter {
  lines = 0;
  #chunk = Buffer.allocUnsafe(chunkBytes);
  #used = 0;
  #full: Uint8Array[] = [];

  /** One sample: `value` is a whole number of 10^-`decimals`, `time` is in Unix milliseconds. */
  sample(series: SeriesPrefix, value: number, decimals: number, time: number): void {
    if (this.#used + series.length + longestNumbers > chunkBytes) this.#rotate();
    this.#chunk.set(series, this.#used);
    this.#used += series.length;
    this.#decimal(Math.round(value), decimals);
    this.#byte(0x20);
    this.#decimal(time, 3);
    this.#byte(0x0a);
    this.lines++;
  }

  /** The chunks that are full. The writer no longer holds them. */
  takeFull(): readonly Uint8Array[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** Everything written and not yet taken. */
  takeAll(): readonly Uint8Array[] {
    this.#rotate();
    return this.takeFull();
  }

  #rotate(): void {
    if (this.#used > 0) this.#full.push(this.#chunk.subarray(0, this.#used));
    this.#chunk = Buffer.allocUnsafe(chunkBytes);
    this.#used = 0;
  }

  #byte(byte: number): void {
    this.#chunk[this.#used++] = byte;
  }

  #decimal(scaled: number, decimals: number): void {
    if (scaled < 0) this.#byte(0x2d);
    const magnitude = Math.abs(scaled);
    const unit = 10 ** decimals;
    const whole = Math.floor(magnitude / unit);
    this.#digits(whole, 1);
    const fraction = magnitude - whole * unit;
    if (fraction === 0) return;
    this.#byte(0x2e);
    this.#digits(fraction, decimals);
  }

  /** Digits of a non-negative integer below 10^18, with leading zeros up to `width`. */
  #digits(value: number, width: number): void {
    if (value >= 1e9) {
      const high = Math.floor(value / 1e9);
      this.#digits(high, Math.max(1, width - 9));
      this.#smallDigits((value - high * 1e9) | 0, 9);
    } else {
      this.#smallDigits(value | 0, width);
    }
  }

  #smallDigits(value: number, width: number): void {
    let length = 1;
    for (let bound = 10; length < 10 && value >= bound; bound *= 10) length++;
    const end = this.#used + Math.max(length, width);
    let rest = value;
    for (let at = end - 1; at >= this.#used; at--) {
      const tens = (rest / 10) | 0;
      this.#chunk[at] = 0x30 + (rest - tens * 10);
      rest = tens;
    }
    this.#used = end;
  }
}
