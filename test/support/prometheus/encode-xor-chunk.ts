export interface Sample {
  /** Unix milliseconds. */
  readonly time: number;
  readonly value: number;
}

/**
 * Samples as a Gorilla chunk, written from its description as a text of bits: slow, and sharing nothing with the
 * decoder that it is a partner of.
 */
export function encodeXorChunk(samples: readonly Sample[]): Uint8Array {
  let bits = binary(BigInt(samples.length), 16);
  let window: { readonly leading: number; readonly trailing: number } | null = null;
  let before = { time: 0n, value: 0n, delta: 0n };
  for (const [index, sample] of samples.entries()) {
    const now = { time: BigInt(sample.time), value: bitsOf(sample.value), delta: 0n };
    now.delta = now.time - before.time;
    if (index === 0) bits += uvarint(now.time >= 0n ? 2n * now.time : -2n * now.time - 1n);
    else bits += index === 1 ? uvarint(now.delta) : deltaOfDelta(now.delta - before.delta);
    const xor = binary(now.value ^ before.value, 64);
    if (index === 0) bits += xor;
    else if (!xor.includes("1")) bits += "0";
    else {
      const leading = Math.min(31, xor.indexOf("1"));
      const trailing = 63 - xor.lastIndexOf("1");
      if (window !== null && leading >= window.leading && trailing >= window.trailing) bits += "10";
      else {
        window = { leading, trailing };
        const significant = 64 - leading - trailing;
        bits += `11${binary(BigInt(leading), 5)}${binary(BigInt(significant % 64), 6)}`;
      }
      bits += xor.slice(window.leading, 64 - window.trailing);
    }
    before = now;
  }
  return bytesOf(bits);
}

/** The pattern by which Prometheus marks the end of a series; a NaN of its own. */
export const staleMarker =
  new Float64Array(new BigUint64Array([0x7ff0000000000002n]).buffer)[0] ?? Number.NaN;

function deltaOfDelta(change: bigint): string {
  if (change === 0n) return "0";
  for (const [prefix, size] of [
    ["10", 14],
    ["110", 17],
    ["1110", 20],
  ] as const) {
    const half = 1n << BigInt(size - 1);
    if (change > -half && change <= half) return prefix + binary(change, size);
  }
  return `1111${binary(change, 64)}`;
}

function uvarint(value: bigint): string {
  return value < 128n ? binary(value, 8) : `1${binary(value & 127n, 7)}${uvarint(value >> 7n)}`;
}

function binary(value: bigint, size: number): string {
  return BigInt.asUintN(size, value).toString(2).padStart(size, "0");
}

function bitsOf(value: number): bigint {
  return new BigUint64Array(new Float64Array([value]).buffer)[0] ?? 0n;
}

function bytesOf(bits: string): Uint8Array {
  return Uint8Array.from(bits.match(/.{1,8}/g) ?? [], (byte) => Number.parseInt(byte.padEnd(8, "0"), 2));
}
