import fc from "fast-check";
import { expect, test } from "vitest";
import { redact } from "./redact.ts";

test.each([
  ["a+b/c=", "%61%2B%62%2F%63%3D"],
  ["a+b/c=", "a%2bb/c%3d"],
  ["two words", "two+words"],
  ["pässword€", "p%C3%A4ssword%e2%82%ac"],
  ["(.*)[a-z]+$^|\\", "(.*)[a-z]+$^|\\"],
])("%j is found as %s", (secret, repeated) => {
  expect(redact(`x=${repeated}&y`, [secret])).toBe("x=[secret]&y");
});

test("of two secrets of which one begins the other, no tail is left", () => {
  expect(redact("password-and-more, password", ["password", "password-and-more"])).toBe("[secret], [secret]");
});

test("what only looks like a secret stays", () => {
  expect(redact("a.c abc", ["a.c"])).toBe("[secret] abc");
});

test("whatever the secret, no encoding of it is left", () => {
  const secrets = fc.string({ unit: "binary", minLength: 4 }).filter((secret) => secret.trim().length >= 4);
  fc.assert(
    fc.property(secrets, (secret) => {
      const field = new URLSearchParams({ "": secret }).toString().slice(1);
      for (const form of [secret, field, encodeURIComponent(secret), encodeURI(secret)])
        expect(redact(`<${form}>`, [secret])).toBe("<[secret]>");
    }),
  );
});
