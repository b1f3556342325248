import fc from "fast-check";
import { expect, test } from "vitest";
import { slowCrc32c } from "../../../../test/support/prometheus/fake-remote-read.ts";
import { crc32c } from "./crc32c.ts";

test.each([
  ["the digits", Buffer.from("123456789"), 0xe3069283],
  // RFC 3720, appendix B.4.
  ["zeros", new Uint8Array(32), 0x8a9136aa],
  ["ones", new Uint8Array(32).fill(255), 0x62a8ab43],
  ["ascending bytes", Uint8Array.from({ length: 32 }, (_, index) => index), 0x46dd794e],
  ["descending bytes", Uint8Array.from({ length: 32 }, (_, index) => 31 - index), 0x113fdb5c],
  ["nothing", new Uint8Array(0), 0],
])("the checksum of %s is the published one", (_, bytes, checksum) => {
  expect(crc32c(bytes)).toBe(checksum);
});

test("bytes of any number have the checksum of the definition", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(crc32c(bytes)).toBe(slowCrc32c(bytes));
    }),
  );
});
