import { expect, test } from "vitest";
import { closeReasons, refusalNumbers } from "../core/model/index.ts";
import { closeReasonOf } from "./close-reason.ts";

const codes = Object.keys(refusalNumbers) as readonly (keyof typeof refusalNumbers)[];

test("every refusal of the configuration closes what it does not want", () => {
  const ofConfiguration = codes.filter((code) => refusalNumbers[code].startsWith("OP5"));

  expect(ofConfiguration.length).toBeGreaterThan(2);
  for (const code of ofConfiguration) expect(closeReasonOf(code), code).toBe("config-disabled");
});

test("what could not be measured or found in the files closes nothing", () => {
  const unknown = codes.filter((code) => /^OP1|^OP3/.test(refusalNumbers[code]));
  const closing = unknown.filter((code) => closeReasonOf(code) !== null);

  expect(closing.toSorted()).toEqual(["low-coverage", "not-in-repository"]);
});

test("a refusal gives only reasons that OptPass closes with", () => {
  const given = new Set(codes.map(closeReasonOf));

  for (const reason of given) expect([null, ...closeReasons]).toContain(reason);
});
