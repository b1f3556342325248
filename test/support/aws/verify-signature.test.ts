import { expect, test } from "vitest";
import { exampleIdentity, recordedAt, recordedRequests } from "./recorded-signatures.ts";
import { type SignedRequest, signatureFault } from "./verify-signature.ts";

function identityOf({ headers }: SignedRequest) {
  const token = headers["x-amz-security-token"];
  return typeof token === "string" ? { ...exampleIdentity, sessionToken: token } : exampleIdentity;
}

test.each(recordedRequests)("what botocore signed is right: $name", (request) => {
  expect(signatureFault(request, identityOf(request), recordedAt)).toBeNull();
});

// AWS Signature Version 4 test suite: get-vanilla and post-x-www-form-urlencoded.
test.each([
  ["GET", {}, "", "host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
  [
    "POST",
    { "content-type": "application/x-www-form-urlencoded" },
    "Param1=value1",
    "content-type;host;x-amz-date",
    "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
  ],
])("the published example for %s is right", (method, more, body, names, signature) => {
  const scope = "AKIDEXAMPLE/20150830/us-east-1/service/aws4_request";
  const headers = {
    ...more,
    host: "example.amazonaws.com",
    "x-amz-date": "20150830T123600Z",
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
  const request = { method, target: "/", headers, body: Buffer.from(body) };
  const identity = { ...exampleIdentity, region: "us-east-1", service: "service" };
  expect(signatureFault(request, identity, new Date("2015-08-30T12:36:00Z"))).toBeNull();
});

const [form] = recordedRequests;
if (form === undefined) throw new Error("nothing was recorded");
test.each([
  ["another body", { ...form, body: Buffer.from("query=down") }, "the signature does not match"],
  ["another address", { ...form, target: "/workspaces/other" }, "the signature does not match"],
  [
    "another header",
    { ...form, headers: { ...form.headers, "content-type": "text/plain" } },
    "the signature does not match",
  ],
  [
    "a header of AWS that is not signed",
    { ...form, headers: { ...form.headers, "x-amz-more": "1" } },
    "x-amz-more is not signed",
  ],
  ["no signature", { ...form, headers: {} }, "no signature"],
])("%s is found out", (_, request, fault) => {
  expect(signatureFault(request, exampleIdentity, recordedAt)).toBe(fault);
});

test("a signature is good for five minutes", () => {
  const later = new Date(recordedAt.getTime() + 301_000);
  expect(signatureFault(form, exampleIdentity, later)).toBe("signature expired");
});
