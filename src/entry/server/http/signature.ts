import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether one of the secrets signed exactly these bytes, as GitHub's `X-Hub-Signature-256` says: `sha256=<64 hex digits>`.
 * Every secret is tried, in the same time whichever fits.
 */
export function isSigned(body: Uint8Array, header: string, secrets: readonly string[]): boolean {
  const match = /^sha256=([0-9a-f]{64})$/.exec(header);
  const claimed = Buffer.from(match?.[1] ?? "", "hex");
  return secrets.map((secret) => signs(secret, body, claimed)).includes(true);
}

function signs(secret: string, body: Uint8Array, claimed: Uint8Array): boolean {
  const right = createHmac("sha256", secret).update(body).digest();
  return claimed.length === right.length && timingSafeEqual(claimed, right);
}
