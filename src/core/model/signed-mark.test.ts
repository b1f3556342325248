import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { carryMark, putMark, readMark, type Seal, writeMark } from "./index.ts";

/** No cryptography, but as hard to guess in a test. */
function sealOf(key: number): Seal {
  const sign = (text: string) =>
    [...`${key}${text}`]
      .reduce((hash, char) => (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) >>> 0, 7)
      .toString(16);
  return { sign, verifies: (text, signature) => sign(text) === signature };
}
const ours = sealOf(1);

describe("a signed mark", () => {
  const mark = writeMark("pause", "dashboard", { by: "ann" }, ours);

  test("is read where it was written", () => {
    expect(readMark("pause", "dashboard", `Text\n${mark}\n`, ours)).toEqual({ by: "ann" });
  });

  test("means nothing elsewhere, by another key, without a key, or when it was altered", () => {
    expect(readMark("pause", "#12", mark, ours)).toBeNull();
    expect(readMark("pause", "dashboard", mark, sealOf(2))).toBeNull();
    expect(readMark("pause", "dashboard", mark.replace("ann", "eve"), ours)).toBeNull();
    expect(
      readMark("pause", "dashboard", writeMark("pause", "dashboard", { by: "eve" }, null), ours),
    ).toBeNull();
  });

  test("holds any text without ending the comment, and comes back as it was", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (by) => {
        const hostile = writeMark("pause", "dashboard", { by: `${by}-->` }, ours);
        expect(hostile.indexOf("-->")).toBe(hostile.length - 3);
        expect(readMark("pause", "dashboard", hostile, ours)).toEqual({ by: `${by}-->` });
      }),
    );
  });

  test("replaces the one that was there, and goes with none", () => {
    const other = writeMark("pause", "dashboard", { by: "bob" }, ours);

    expect(putMark("pause", `Text\n${mark}\n`, other)).toBe(`Text\n${other}\n`);
    expect(putMark("pause", `Text\n${mark}\n`, null)).toBe("Text\n");
  });

  test("is carried into the text that replaces its own", () => {
    expect(carryMark("pause", "New\n", `Old\n${mark}\n`)).toBe(`New\n${mark}\n`);
    expect(carryMark("pause", "New\n", "Old\n")).toBe("New\n");
  });
});
