// CRC-32C (Castagnoli), reflected. No maintained package without a native part offers more than a byte at a time,
// which would take longer than the decoding of what it guards; sixteen bytes at a time keep it at a tenth of that.
const polynomial = 0x82f63b78;
const stride = 16;

// Table k, entry b: what byte b does to the checksum k bytes later.
const tables = buildTables();

/** Checksum of bytes as an unsigned 32-bit number; `123456789` gives 0xe3069283. */
export function crc32c(bytes: Uint8Array): number {
  const table = tables;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = bytes.length;
  let crc = -1;
  let at = 0;
  for (; at + stride <= last; at += stride) {
    crc =
      wordEntry(table, 12, crc ^ view.getInt32(at, true)) ^
      wordEntry(table, 8, view.getInt32(at + 4, true)) ^
      wordEntry(table, 4, view.getInt32(at + 8, true)) ^
      wordEntry(table, 0, view.getInt32(at + 12, true));
  }
  for (; at < last; at += 1) crc = (crc >>> 8) ^ entry(table, 0, (crc ^ (bytes[at] ?? 0)) & 255);
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

/** What four bytes do, the lowest of them first, to the checksum `later` bytes after the last of them. */
function wordEntry(table: Int32Array, later: number, word: number): number {
  return (
    entry(table, later + 3, word & 255) ^
    entry(table, later + 2, (word >>> 8) & 255) ^
    entry(table, later + 1, (word >>> 16) & 255) ^
    entry(table, later, word >>> 24)
  );
}
