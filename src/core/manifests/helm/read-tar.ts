/** A file of a tar archive. */
export interface TarFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const block = 512;

/**
 * The regular files of an archive, in order; ends where it is cut off or is none. Long names are read as GNU tar and pax
 * write them. Links, devices and sparse files are left out.
 */
export function* readTar(tar: Uint8Array): Generator<TarFile> {
  let longName: string | null = null;
  for (let at = 0; at + block <= tar.length; ) {
    const header = tar.subarray(at, at + block);
    const size = octal(header.subarray(124, 136));
    if (header[0] === 0 || size === null) return;
    const bytes = tar.subarray(at + block, at + block + size);
    if (bytes.length < size) return;
    at += block + Math.ceil(size / block) * block;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === "L") longName = text(bytes);
    else if (type === "x") longName = paxPath(bytes) ?? longName;
    else {
      if (type === "0" || type === "\0") yield { path: longName ?? nameIn(header), bytes };
      if (type !== "g") longName = null;
    }
  }
}

function nameIn(header: Uint8Array): string {
  const isUstar = text(header.subarray(257, 262)) === "ustar";
  const prefix = isUstar ? text(header.subarray(345, 500)) : "";
  const name = text(header.subarray(0, 100));
  return prefix === "" ? name : `${prefix}/${name}`;
}

function octal(field: Uint8Array): number | null {
  const digits = text(field).trim();
  return /^[0-7]{1,11}$/.test(digits) ? Number.parseInt(digits, 8) : null;
}

// Records are `20 path=charts/x.yaml\n`, with their own length in front.
function paxPath(bytes: Uint8Array): string | null {
  const record = text(bytes)
    .split("\n")
    .find((line) => /^\d+ path=/.test(line));
  return record === undefined ? null : record.slice(record.indexOf("=") + 1);
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
