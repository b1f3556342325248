import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { appendRule } from "./append-rule.ts";

const rule = {
  name: "asked for by ann",
  match: { namespaces: ["payments"], workloads: ["api"], settings: ["requests.cpu"] },
  set: { ceiling: "500m" },
};

function appended(text: string): string {
  const result = appendRule(text, rule);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

describe("adding a rule to a configuration", () => {
  test("begins the rules where there are none, with or without a line end", () => {
    for (const text of ["version: 1\n", "version: 1"]) {
      expect(parse(appended(text))).toEqual({ version: 1, rules: [rule] });
    }
  });

  test("keeps every byte of what is there, comments and keys after the rules included", () => {
    const text =
      "version: 1 # ours\nrules:\n  # first\n  - match: { namespaces: [shop] }\n    set: { enabled: false }\n\n# last\nmode: pr\n";

    const result = appended(text);

    expect(parse(result)).toEqual({
      version: 1,
      rules: [{ match: { namespaces: ["shop"] }, set: { enabled: false } }, rule],
      mode: "pr",
    });
    for (const line of text.split("\n")) expect(result).toContain(line);
  });

  test("rules at the end of a file, with the list at the margin, get one more", () => {
    const result = appended("rules:\n- match: {kinds: [Job]}\n  set: {enabled: false}");

    expect(parse(result).rules).toHaveLength(2);
  });

  test("Windows line ends stay", () => {
    expect(appended("version: 1\r\nmode: pr\r\n").replaceAll("\r\n", "")).not.toContain("\n");
  });

  test.each(["rules: []\n", "{version: 1}\n", "a: 1\na: 2\n", "- 1\n", "rules: 3\n"])(
    "%j is left alone, with a reason",
    (text) => {
      expect(appendRule(text, rule)).toMatchObject({ ok: false });
    },
  );

  test("whatever the text is, either one rule more is read or it is refused", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const result = appendRule(text, rule);
        if (result.ok) expect(parse(result.value).rules.at(-1)).toEqual(rule);
      }),
    );
  });
});
