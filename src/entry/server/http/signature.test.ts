import { createHmac } from "node:crypto";
import { sign } from "@octokit/webhooks-methods";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isSigned } from "./signature.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("GitHub's own example of a signature is right", () => {
  // docs.github.com, "Validating webhook deliveries".
  const header = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

  expect(isSigned(bytes("Hello, World!"), header, ["It's a Secret to Everybody"])).toBe(true);
  expect(isSigned(bytes("Hello, World"), header, ["It's a Secret to Everybody"])).toBe(false);
  expect(isSigned(bytes("Hello, World!"), header, ["It's a secret to everybody"])).toBe(false);
});

test("what Octokit signs is right, with either secret while they are changed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), async (body, secret) => {
      const header = await sign(secret, body);
      expect(isSigned(bytes(body), header, ["the old secret", secret])).toBe(true);
      expect(isSigned(bytes(body), header, [`${secret}x`])).toBe(false);
    }),
  );
});

test("a signature that is missing, cut, of another kind or written otherwise is wrong", () => {
  const right = createHmac("sha256", "secret").update("x").digest("hex");
  const headers = ["", right, `sha1=${right}`, `sha256=${right.slice(2)}`, `sha256=${right.toUpperCase()}`];

  for (const header of [...headers, `sha256=${right}\n`, `sha256=${"0".repeat(64)}`])
    expect(isSigned(bytes("x"), header, ["secret"])).toBe(false);
  expect(isSigned(bytes("x"), `sha256=${right}`, [])).toBe(false);
});
