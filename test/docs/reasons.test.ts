import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { explainRefusal, numberOf, type RefusalCode, refusalNumbers } from "../../src/core/model/index.ts";
import { refusalExamples } from "../support/builders/refusals.ts";

const document = await readFile(new URL("../../docs/reasons.md", import.meta.url), "utf8");

describe("the numbers of reasons", () => {
  test("stay what they were when they were first published", () => {
    expect(refusalNumbers).toEqual({
      "no-usage": "OP101",
      "too-little-data": "OP102",
      "young-workload": "OP103",
      "low-coverage": "OP104",
      "no-longer-running": "OP105",
      "few-runs": "OP106",
      "requests-unknown": "OP111",
      "fact-unknown": "OP112",
      "hpa-owned": "OP201",
      "suspected-leak": "OP202",
      throttled: "OP203",
      "limit-reached": "OP204",
      "jvm-memory": "OP211",
      "heap-size-unknown": "OP212",
      "heap-need-unknown": "OP213",
      "heap-needs-limit": "OP214",
      "heap-may-grow": "OP215",
      "within-dead-band": "OP221",
      "holds-stated-risk": "OP222",
      "too-early-to-lower": "OP223",
      "small-saving": "OP224",
      "limit-never-lowered": "OP231",
      "limit-too-low": "OP232",
      "blocked-by-guard": "OP233",
      "guaranteed-pod": "OP234",
      "not-in-repository": "OP301",
      "ambiguous-location": "OP302",
      "untraced-value": "OP303",
      "substituted-value": "OP304",
      "render-failed": "OP305",
      "ambiguous-target": "OP306",
      "missing-dependency": "OP307",
      "no-value-at-path": "OP308",
      "repeated-path": "OP309",
      "shared-value": "OP311",
      "shared-manifest": "OP312",
      "shared-anchor": "OP313",
      "generated-file": "OP321",
      "symlinked-file": "OP322",
      "template-file": "OP323",
      "malformed-file": "OP324",
      "unreadable-file": "OP325",
      "unsupported-syntax": "OP326",
      "unknown-format": "OP327",
      "impossible-quantity": "OP331",
      "proof-failed": "OP332",
      "unfit-value": "OP333",
      "impossible-count": "OP334",
      "autoscaled-replicas": "OP335",
      "other-repository": "OP341",
      "outside-repository": "OP342",
      "nothing-at-path": "OP343",
      "undecidable-generator": "OP344",
      "undecided-template": "OP345",
      "values-elsewhere": "OP346",
      "two-stage-render": "OP347",
      "undecided-deployment": "OP348",
      "too-many-deployments": "OP349",
      "unclaimed-value": "OP350",
      "chart-elsewhere": "OP340",
      "malformed-setter": "OP351",
      "repeated-setter": "OP352",
      "rendered-declaration": "OP360",
      "turned-off": "OP501",
      "above-ceiling": "OP502",
      "outside-paths": "OP503",
    });
  });

  test("are given once each", () => {
    const numbers = Object.values(refusalNumbers);

    expect(new Set(numbers).size).toBe(numbers.length);
    for (const number of numbers) expect(number).toMatch(/^OP[1-5]\d\d$/);
  });
});

describe("docs/reasons.md", () => {
  interface Section {
    readonly number: string;
    readonly code: string;
    readonly sentence: string;
    readonly rest: string;
  }
  const sections = [
    ...document.matchAll(/^### (OP\d+) `([a-z-]+)`\n\n> (.+)\n\n((?:(?!^##)[^\n]*\n?)*)/gm),
  ].map(
    ([, number = "", code = "", sentence = "", rest = ""]): Section => ({ number, code, sentence, rest }),
  );

  test("has every number, code and sentence, in order, and no other", () => {
    const expected = Object.keys(refusalNumbers)
      .map((code) => refusalExamples[code as RefusalCode])
      .map((refusal) => `${numberOf(refusal)} ${refusal.code}: ${explainRefusal(refusal)}`)
      .sort();

    expect(sections.map(({ number, code, sentence }) => `${number} ${code}: ${sentence}`)).toEqual(expected);
    expect(document.match(/^### /gm)).toHaveLength(sections.length);
  });

  test.each(sections)("says of $number why, and what to do", ({ rest }) => {
    expect(rest).toMatch(/^\*\*Why:\*\* /);
    expect(rest).toContain("**What to do:**");
  });

  test("links to its own headings", () => {
    const anchors = [...document.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replace(/[^\w\s-]/g, "")
        .replaceAll(" ", "-"),
    );
    for (const [, anchor = ""] of document.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(anchor);
  });
});
