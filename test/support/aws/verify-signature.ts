import { createHash, createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** A request as it came over the wire. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface SigningIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region: string;
  readonly service: string;
}

/**
 * Checks a request as AWS does, by its description of Signature Version 4 ("Create a signed AWS API request"); shares
 * no code with the signer. Gives what is wrong, or `null`. `clock` is the time of the server: five minutes either way
 * are borne.
 */
export function signatureFault(
  request: SignedRequest,
  identity: SigningIdentity,
  clock: Date,
): string | null {
  const { headers } = request;
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? "",
    );
  if (match === null) return "no signature";
  const [, accessKeyId = "", day = "", region = "", service = "", names = "", signature = ""] = match;
  if (accessKeyId !== identity.accessKeyId) return "unknown access key";
  if (region !== identity.region || service !== identity.service) return `signed for ${region}/${service}`;
  const date = one(headers["x-amz-date"]);
  if (!date.startsWith(day)) return "the scope is of another day";
  if (Math.abs(Date.parse(readable(date)) - clock.getTime()) > 300_000) return "signature expired";
  if (one(headers["x-amz-security-token"]) !== (identity.sessionToken ?? "")) return "wrong session token";
  const signedNames = names.split(";");
  if (!signedNames.includes("host")) return "the host is not signed";
  for (const name of Object.keys(headers))
    if (name.startsWith("x-amz-") && !signedNames.includes(name)) return `${name} is not signed`;
  const canonical = canonicalRequest(request, signedNames);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n");
  const key = [day, region, service, "aws4_request"].reduce(
    (before: string | Buffer, part) => createHmac("sha256", before).update(part).digest(),
    `AWS4${identity.secretAccessKey}`,
  );
  const expected = createHmac("sha256", key).update(toSign).digest("hex");
  return expected === signature ? null : "the signature does not match";
}

function canonicalRequest(
  { method, target, headers, body }: SignedRequest,
  names: readonly string[],
): string {
  const [path = "/", query = ""] = target.split(/\?(.*)/s);
  return [
    method,
    path.split("/").map(encode).join("/"),
    canonicalQuery(query),
    ...names.map((name) => `${name}:${one(headers[name]).trim().replace(/ +/g, " ")}`),
    "",
    names.join(";"),
    sha256(body),
  ].join("\n");
}

// A plus stays one: only forms take it for a blank.
function canonicalQuery(query: string): string {
  if (query === "") return "";
  const fields = query.split("&").map((field) => {
    const [name = "", value = ""] = field.split(/=(.*)/s);
    return [encode(decodeURIComponent(name)), encode(decodeURIComponent(value))] as const;
  });
  return fields
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Everything but letters, digits, `-`, `.`, `_` and `~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function one(header: string | readonly string[] | undefined): string {
  return typeof header === "string" ? header : (header?.[0] ?? "");
}

/** `20150830T123600Z` as `Date` reads it. */
function readable(date: string): string {
  return date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
}
