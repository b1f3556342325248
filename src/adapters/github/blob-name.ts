import { createHash } from "node:crypto";

/** The name git gives to a file's content. */
export function blobName(content: Buffer): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

/**
 * The bytes that git holds under this name, from the bytes that an archive has, or null. Archives are written as a
 * checkout would be: `.gitattributes` may turn line ends into CRLF and expand keywords.
 */
export function originalBytes(archived: Buffer, name: string): Buffer | null {
  if (blobName(archived) === name) return archived;
  if (!archived.includes("\r\n")) return null;
  const plain = Buffer.from(archived.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
  return blobName(plain) === name ? plain : null;
}
