import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Seal } from "../../core/model/index.ts";

/**
 * HMAC-SHA256 with a key of its own, derived by HKDF (RFC 5869): what is derived from an app's private key says nothing
 * about that key, and signs nothing else.
 */
export function createSeal(secret: string): Seal {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "optpass pull request metadata v1", 32));
  const sign = (text: string): string => createHmac("sha256", key).update(text).digest("base64url");
  return {
    sign,
    verifies(text, signature) {
      const [right, given] = [Buffer.from(sign(text)), Buffer.from(signature)];
      return right.length === given.length && timingSafeEqual(right, given);
    },
  };
}
