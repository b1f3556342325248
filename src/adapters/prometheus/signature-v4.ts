import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import type { SignatureV4 } from "@smithy/signature-v4";
import type { Authorize, UnsignedRequest } from "./authorize.ts";
import { oneLine } from "./one-line.ts";
import { failure } from "./request-failure.ts";

/** How Amazon Managed Service for Prometheus calls itself in a signature. */
const service = "aps";

/**
 * Signs each attempt with the time at which it is sent, and with the credentials that AWS's own tools would take:
 * environment, profile, web identity, container or instance. They are looked up again before they expire. `onSecret`
 * is told the session token, which refusals of AWS repeat. The libraries are loaded with the first request.
 */
export function signatureV4(region: string, onSecret: (secret: string) => void): Authorize {
  let opening: Promise<SignatureV4> | null = null;
  return async (request) => {
    opening ??= openSigner(region);
    const signer = await opening;
    const { headers } = await signed(signer, request);
    const token = headers["x-amz-security-token"];
    if (token !== undefined) onSecret(token);
    // The client writes this one itself, and the same.
    const { host: _, ...rest } = headers;
    return rest;
  };
}

async function openSigner(region: string): Promise<SignatureV4> {
  const [{ SignatureV4 }, { defaultProvider }] = await Promise.all([
    import("@smithy/signature-v4"),
    import("@aws-sdk/credential-provider-node"),
  ]);
  return new SignatureV4({ service, region, credentials: defaultProvider(), sha256: Sha256 });
}

async function signed(signer: SignatureV4, { method, url, headers, body }: UnsignedRequest) {
  // What proxies may change, such as the encodings that are accepted, is left out of the signature.
  const type = headers["content-type"];
  try {
    return await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: fieldsOf(url.searchParams),
      headers: { host: url.host, ...(type === undefined ? {} : { "content-type": type }) },
      ...(body === null ? {} : { body }),
    });
  } catch (cause) {
    const said = cause instanceof Error ? oneLine(cause.message) : "";
    throw failure("unauthorized", `no AWS credentials to sign requests with: ${said}`, { cause });
  }
}

function fieldsOf(params: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...new Set(params.keys())].map((name) => [name, params.getAll(name)]));
}

/** SHA-256 of Node, as the signer asks for it: keyed for an HMAC. */
class Sha256 {
  readonly #key: string | ArrayBuffer | ArrayBufferView | undefined;
  #hash: Hash | Hmac;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#key = key;
    this.#hash = this.#open();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#open();
  }

  #open(): Hash | Hmac {
    return this.#key === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(this.#key));
  }
}

function bytesOf(key: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof key === "string") return Buffer.from(key, "utf8");
  return ArrayBuffer.isView(key) ? Buffer.from(key.buffer, key.byteOffset, key.byteLength) : Buffer.from(key);
}
