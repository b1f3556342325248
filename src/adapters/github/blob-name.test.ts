import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { blobName, originalBytes } from "./blob-name.ts";

test.each(["", "cpu: 1\n", "ünïcode 🚀\r\n", "a\0b"])("%j has the name that git gives it", (text) => {
  const expected = execFileSync("git", ["hash-object", "--stdin"], { input: text }).toString().trim();
  expect(blobName(Buffer.from(text))).toBe(expected);
});

test("line ends that an archive turned into CRLF are turned back, for any bytes around them", () => {
  const bytes = fc.uint8Array({ maxLength: 40 }).map((part) => Buffer.from(part).toString("latin1"));
  fc.assert(
    fc.property(fc.array(bytes, { minLength: 1, maxLength: 8 }), (parts) => {
      const original = Buffer.from(`${parts.join("").replaceAll("\r", "")}\n`, "latin1");
      const archived = Buffer.from(original.toString("latin1").replaceAll("\n", "\r\n"), "latin1");
      expect(originalBytes(archived, blobName(original))).toEqual(original);
    }),
  );
});

test("bytes that are something else than the name says are not taken", () => {
  expect(
    originalBytes(Buffer.from("version: abc\n"), blobName(Buffer.from("version: $Format$\n"))),
  ).toBeNull();
});
