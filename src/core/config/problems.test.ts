import { describe, expect, test } from "vitest";
import { problemsOf } from "../../../test/support/builders/configuration.ts";
import { configAnnotations, configProblemsIssue } from "./index.ts";

describe("a mistake is told at its line and column", () => {
  test.each([
    [
      "a key that is misspelled",
      "limts: { open: 1 }",
      '2:1: limts: there is no such key; did you mean "limits"?',
    ],
    [
      "a key of another level",
      "limits: { opn: 1 }",
      '2:11: limits.opn: there is no such key; did you mean "open"?',
    ],
    [
      "a value that is misspelled",
      "grouping: namespce",
      '2:11: grouping: "namespce" is none of workload, namespace, application, environment; did you mean "namespace"?',
    ],
    [
      "text for a number",
      "limits: { open: three }",
      '2:17: limits.open: a number is expected here, not "three"',
    ],
    ["a number out of range", "limits: { open: 1000 }", "2:17: limits.open: 1000 is more than 100"],
    ["a text for a list", "schedule: 0 6 * * *", '2:11: schedule: a list is expected here, not "0 6 * * *"'],
    [
      "nothing at all",
      "tuning: { cpuLimits: }",
      "2:22: tuning.cpuLimits: nothing is none of keep, ratio, equal, none",
    ],
    [
      "a bare number for a share",
      "tuning: { risk: 1 }",
      '2:17: tuning.risk: "1" is no percentage, such as 1%',
    ],
    [
      "a share out of range",
      "tuning: { risk: 50% }",
      '2:17: tuning.risk: "50%" is not between 0.01% and 20%',
    ],
    [
      "a duration in words",
      "window: two weeks",
      '2:9: window: "two weeks" is no duration such as 14d, 36h or 1d12h',
    ],
    ["a duration out of range", "window: 1y", '2:9: window: "1y" is not between 2d and 90d'],
    [
      "a time zone that is misspelled",
      "timeZone: Europe/Berln",
      '2:11: timeZone: "Europe/Berln" is no IANA time zone; did you mean "Europe/Berlin"?',
    ],
    [
      "six fields",
      'schedule: ["0 0 6 * * *"]',
      expect.stringContaining('2:12: schedule[0]: "0 0 6 * * *" is no cron expression'),
    ],
    [
      "a cron expression that never comes",
      'openDuring: ["* * 30,31 2 *"]',
      '2:14: openDuring[0]: "* * 30,31 2 *" never comes: no month that it names has such a day',
    ],
    [
      "a freeze that ends first",
      "freezes: [{ from: 2026-12-24, to: 2026-12-01, reason: x }]",
      "2:11: freezes[0]: it ends before it begins",
    ],
    [
      "a day that does not exist",
      "freezes: [{ from: 2026-02-30, to: 2026-03-01, reason: x }]",
      expect.stringContaining('2:19: freezes[0].from: "2026-02-30" is no date'),
    ],
    [
      "a preset that is misspelled",
      "extends: [optpass:balancd]",
      expect.stringContaining('did you mean "optpass:balanced"?'),
    ],
    [
      "a preset outside its repository",
      'extends: ["acme/x:../../secrets.yml"]',
      expect.stringContaining("2:11: extends[0]: "),
    ],
    [
      "a path outside the repository",
      'paths: { include: ["../other/**"] }',
      expect.stringContaining('2:20: paths.include[0]: the pattern "../other/**" is no path'),
    ],
    [
      "a rule that does nothing",
      "rules: [{ match: {}, set: {} }]",
      "2:27: rules[0].set: is empty, so the rule would do nothing",
    ],
    [
      "a floor of nothing in particular",
      "rules: [{ match: {}, set: { floor: 1Gi } }]",
      expect.stringContaining("2:36: rules[0].set.floor: bounds CPU or memory: say which"),
    ],
    [
      "dials of a direction",
      "rules: [{ match: { direction: lower }, set: { tuning: { risk: 2% } } }]",
      expect.stringContaining("rules[0].set.tuning: is chosen before there is a value"),
    ],
    [
      "a label with a comma",
      'pullRequests: { labels: ["a,b"] }',
      "2:26: pullRequests.labels[0]: holds a comma",
    ],
    [
      "an address",
      "prometheus: http://prometheus:9090",
      expect.stringContaining(
        "2:1: prometheus: addresses, headers and credentials are the operator's to give",
      ),
    ],
    [
      "headers",
      "headers: { X-Scope-OrgID: other }",
      expect.stringContaining("2:1: headers: addresses, headers and credentials are the operator's to give"),
    ],
    [
      "an address for a name",
      "source: http://evil.example",
      expect.stringContaining('2:9: source: "http://evil.example" is no name of a data source'),
    ],
    ["a key twice", "mode: pr\nmode: observe", '3:1: the key "mode" is there twice'],
    ["no YAML", "mode: [", expect.stringContaining("3:1: this is no valid YAML")],
    ["two documents", "---\nmode: pr", expect.stringContaining("there is more than one YAML document")],
    ["a tag", "mode: !js pr", "2:11: tags mean nothing here"],
  ])("%s", (_, text, expected) => {
    const [first = "", ...others] = problemsOf(`version: 1\n${text}\n`);

    expect(first.replace(/^optpass\.yml:/, "")).toEqual(expected);
    expect(others).toEqual([]);
  });

  test("a file without its version says what to write", () => {
    expect(problemsOf("mode: pr")).toEqual(["optpass.yml:1:1: version: it is missing; write 1"]);
    expect(problemsOf("")).toEqual(["optpass.yml:1:1: version: it is missing; write 1"]);
  });

  test("all mistakes are told together, in the order of the file", () => {
    const problems = problemsOf("version: 1\nmode: pull\nlimits: { open: -1 }\nwindw: 7d\n");

    expect(problems.map((one) => one.split(":", 3).join(":"))).toEqual([
      "optpass.yml:2:7",
      "optpass.yml:3:17",
      "optpass.yml:4:1",
    ]);
  });
});

describe("texts for a code host", () => {
  const hostile = {
    file: "a`b.yml",
    line: 3,
    column: 1,
    path: "x.@everyone",
    message: "see @admins, #1 and <img src=x> or [a](http://x)",
  };

  test("the issue lists mistakes, and nothing in them is a mention, a reference or markup", () => {
    const { title, body } = configProblemsIssue([hostile]);

    expect(title).toBe("OptPass: the configuration has mistakes");
    expect(body).toContain("``a`b.yml:3:1``");
    expect(body).not.toMatch(/ @admins|#1 |<img|\]\(http/);
  });

  test("a thousand mistakes are cut short, and counted", () => {
    const { body } = configProblemsIssue(Array.from({ length: 1000 }, () => hostile));

    expect(body).toContain("- and 980 more");
    expect(body.length).toBeLessThan(20_000);
  });

  test("annotations are those of the files that a pull request changes", () => {
    const other = { ...hostile, file: "acme/.github:optpass.yml" };

    const annotations = configAnnotations([hostile, other], (file) => file === hostile.file);

    expect(annotations).toEqual([
      { path: hostile.file, line: 3, title: hostile.path, message: hostile.message },
    ]);
  });
});
