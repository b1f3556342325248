// A request is a few hundred bytes: packing them would save nothing, and remote read demands the format all the
// same. Literals alone are legal in it (google/snappy: format_description.txt), and need no package.
const longestLiteral = 65_536;

/** Bytes as a Snappy block that holds them as they are. */
export function asSnappyBlock(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const parts: number[] = [...varint(bytes.length)];
  for (let at = 0; at < bytes.length; at += longestLiteral) {
    const literal = bytes.subarray(at, at + longestLiteral);
    const last = literal.length - 1;
    // Tag 61: the length, less one, is in the two bytes that follow.
    parts.push(61 << 2, last & 255, last >>> 8, ...literal);
  }
  return Uint8Array.from(parts);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))];
}
