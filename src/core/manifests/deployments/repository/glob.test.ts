import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { directoryGlob, fileGlob, type GlobStyle, manifestGlob, matchesGlob } from "./glob.ts";

describe("a glob pattern", () => {
  test.each<[string, string, GlobStyle, boolean]>([
    ["apps/*", "apps/cart", directoryGlob, true],
    ["apps/*", "apps/cart/base", directoryGlob, false],
    ["*", "apps/cart", directoryGlob, false],
    ["apps/[a-c]art", "apps/cart", directoryGlob, true],
    ["apps/[^c]art", "apps/cart", directoryGlob, false],
    ["apps/c?rt", "apps/cart", directoryGlob, true],
    ["apps/**", "apps/a/b", directoryGlob, false],
    ["apps/{a,b}", "apps/a", directoryGlob, false],
    ["apps/**/config.json", "apps/config.json", fileGlob, true],
    ["apps/**/config.json", "apps/a/b/config.json", fileGlob, true],
    ["apps/**/config.json", "apps/a/other.json", fileGlob, false],
    ["apps/{cart,web}/*.yaml", "apps/web/a.yaml", fileGlob, true],
    ["*.yaml", "a/b.yaml", manifestGlob, true],
    ["{config/*,_*/*}", "config/a/b.yaml", manifestGlob, true],
    ["{config/*,_*/*}", "other/a.yaml", manifestGlob, false],
    ["a\\*b", "a*b", directoryGlob, true],
    ["a\\*b", "axb", directoryGlob, false],
    ["", "", directoryGlob, true],
  ])("%j against %j", (pattern, path, style, expected) => {
    expect(matchesGlob(pattern, path, style)).toBe(expected);
  });

  test("made of stars is answered in no time, where a regular expression would take for ever", () => {
    expect(matchesGlob(`${"*a".repeat(140)}b`, "a".repeat(4_000), manifestGlob)).toBe(false);
  });

  test("agrees with the regular expression that it stands for", () => {
    const pattern = fc.stringMatching(/^[ab*?]{0,8}$/);
    const path = fc.stringMatching(/^[ab]{0,8}$/);
    fc.assert(
      fc.property(pattern, path, (glob, text) => {
        const regex = new RegExp(`^${glob.replaceAll("*", ".*").replaceAll("?", ".")}$`);
        expect(matchesGlob(glob, text, directoryGlob)).toBe(regex.test(text));
      }),
    );
  });
});
