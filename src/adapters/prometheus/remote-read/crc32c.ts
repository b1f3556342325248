// CRC-32C (Castagnoli), reflected. No maintained package without a native part offers more than a byte at a time,
// which would take longer than the decoding of what it guards; eight bytes at a time keep it at a tenth of that.
const polynomial = 0x82f63b78;
const stride = 8;

// Table k, entry b: what byte b does to the checksum k bytes later.
const tables = buildTables();

/** Checksum of bytes as an unsigned 32-bit number; `123456789` gives 0xe3069283. */
export function crc32c(bytes: Uint8Array): number {
  const table = tables;
  const last = bytes.length;
  let crc = -1;
  let at = 0;
  for (; at + stride <= last; at += stride) {
    const low =
      crc ^
      (byteAt(bytes, at) |
        (byteAt(bytes, at + 1) << 8) |
        (byteAt(bytes, at + 2) << 16) |
        (byteAt(bytes, at + 3) << 24));
    crc =
      entry(table, 7, low & 255) ^
      entry(table, 6, (low >>> 8) & 255) ^
      entry(table, 5, (low >>> 16) & 255) ^
      entry(table, 4, low >>> 24) ^
      entry(table, 3, byteAt(bytes, at + 4)) ^
      entry(table, 2, byteAt(bytes, at + 5)) ^
      entry(table, 1, byteAt(bytes, at + 6)) ^
      entry(table, 0, byteAt(bytes, at + 7));
  }
  for (; at < last; at += 1) crc = (crc >>> 8) ^ entry(table, 0, (crc ^ byteAt(bytes, at)) & 255);
  return (crc ^ -1) >>> 0;
}

function buildTables(): Int32Array {
  const table = new Int32Array(stride * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    table[byte] = crc;
  }
  for (let index = 256; index < table.length; index += 1) {
    const before = table[index - 256] ?? 0;
    table[index] = (before >>> 8) ^ entry(table, 0, before & 255);
  }
  return table;
}

function entry(table: Int32Array, row: number, byte: number): number {
  return table[row * 256 + byte] ?? 0;
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
