import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { aConfiguration, configurationOf, problemsOf } from "../../../test/support/builders/configuration.ts";
import { runs } from "../../../test/support/properties/sweep.ts";
import { groupings, modes } from "../model/index.ts";
import { printConfiguration, readConfigFile, readOperatorConfig } from "./index.ts";

const quick = 2000;

describe("hostile text", () => {
  const laughs = `version: 1\nrules: &a [${"x,".repeat(9)}x]\n${["b", "c", "d", "e", "f", "g", "h", "i"]
    .map((name, index) => `${name}: &${name} [${`*${"abcdefghi"[index]},`.repeat(9)}x]`)
    .join("\n")}`;

  test.each([
    ["a billion laughs", laughs],
    ["an alias of itself", "version: 1\nrules: &a [*a]"],
    ["an alias of nothing", "version: 1\nrules: *a"],
    ["deep lists", `version: 1\nrules: ${"[".repeat(20_000)}`],
    ["deep maps", `version: 1\nlimits: ${"{a: ".repeat(5000)}1${"}".repeat(5000)}`],
    ["more than 64 KiB", `version: 1\n# ${"x".repeat(70_000)}`],
    [
      "fifteen thousand keys",
      `version: 1\n${Array.from({ length: 9000 }, (_, i) => `k${i}: 1`).join("\n")}`.slice(0, 65_000),
    ],
    ["a long word", `version: 1\nmode: ${"p".repeat(60_000)}`],
    ["a long pattern", `version: 1\npaths: { include: ["${"*a".repeat(30_000)}"] }`],
    ["a long cron expression", `version: 1\nschedule: ["${"1,".repeat(30_000)}1 * * * *"]`],
    ["a long number", `version: 1\nlimits: { open: ${"9".repeat(60_000)} }`],
    ["a long preset", `version: 1\nextends: ["${"a/".repeat(30_000)}"]`],
  ])("%s is refused at once, in a few words", (_, text) => {
    const started = performance.now();
    const problems = problemsOf(text);

    expect(performance.now() - started).toBeLessThan(quick);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(25);
    expect(problems.join("").length).toBeLessThan(25 * 700);
  });

  test("keys of every object are keys like any other, and change no prototype", () => {
    const text =
      "version: 1\n__proto__: { mode: observe }\nlimits: { constructor: 1, __proto__: { open: 9 } }\n";

    expect(problemsOf(text).map((one) => one.split(": ", 2)[1])).toEqual([
      "__proto__",
      "limits.constructor",
      "limits.__proto__",
    ]);
    expect(Object.hasOwn(Object.prototype, "mode")).toBe(false);
  });

  test("a message shows what cannot be seen", () => {
    expect(problemsOf('version: 1\nmode: "p\\u202er\\u001b[31m"')[0]).toContain('"p\\u202er\\u001b[31m"');
  });
});

describe("any text", () => {
  const keys = fc.constantFrom(
    "version",
    "mode",
    "rules",
    "limits",
    "open",
    "match",
    "set",
    "freezes",
    "paths",
    "sources",
    "__proto__",
    "tuning",
    "extends",
  );
  const values = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(1, null, "1%", "pr", true, -1, 2.5, "14d", "*", "2026-01-01"),
      fc.string(),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(keys, tie("value"), { maxKeys: 6 }),
    ),
  })).value;

  test("is a configuration or a list of mistakes, never an exception", () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(..."&*[]{}:,-!|>#%\"'\n \tavm1"), maxLength: 60 }),
      values.map((value) => stringify(value)),
      fc.dictionary(keys, values).map((value) => stringify({ ...value, version: 1 })),
    );

    fc.assert(
      fc.property(texts, (text) => {
        for (const read of [configurationOf(text), readOperatorConfig({ file: "server.yml", text })]) {
          if (!read.ok) {
            expect(read.error.length).toBeGreaterThan(0);
            for (const { line, column } of read.error)
              expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
          }
        }
      }),
      { numRuns: runs(500) },
    );
  });
});

describe("the configuration that holds, as it is printed", () => {
  const share = fc.integer({ min: 1, max: 2000 }).map((part) => `${part / 100}%`);
  const names = fc.array(fc.constantFrom("api", "batch-*", "!web", "{a,b}-?"), {
    minLength: 1,
    maxLength: 3,
  });
  const rule = fc.record(
    {
      name: fc.constantFrom("one", "two: three", "#4", "- 5", "null", "a\u200bb"),
      match: fc.record(
        { namespaces: names, paths: names, settings: fc.constant(["requests.cpu"]) },
        { requiredKeys: ["settings"] },
      ),
      set: fc.record(
        {
          enabled: fc.boolean(),
          mode: fc.constantFrom(...modes),
          floor: fc.constantFrom("10m", 1, "0.5"),
          labels: fc.constant(["x y", "true"]),
        },
        { requiredKeys: ["enabled"] },
      ),
    },
    { requiredKeys: ["match", "set"] },
  );
  const settings = fc.record(
    {
      extends: fc.subarray(["optpass:conservative", "optpass:observe"]),
      mode: fc.constantFrom(...modes),
      source: fc.constantFrom("main", null),
      grouping: fc.constantFrom(...groupings),
      limits: fc.record(
        { open: fc.nat(100), inFlight: fc.integer({ min: 1, max: 9 }) },
        { requiredKeys: [] },
      ),
      timeZone: fc.constantFrom("UTC", "Asia/Kathmandu"),
      schedule: fc.constant(["* * * * *", "0 6 * * 1-5"]),
      openDuring: fc.constantFrom(null, ["*/5 9-17 * * *"]),
      freezes: fc.constant([{ from: "2026-12-24", to: "2026-12-31T00:00:00Z", reason: "yes # no: [x]" }]),
      dashboard: fc.constantFrom(null, {}, { title: "true" }),
      tuning: fc.record({ risk: share, minimumSaving: fc.constantFrom(null, 2.5) }, { requiredKeys: [] }),
      paths: fc.record({ include: names, exclude: names }, { requiredKeys: [] }),
      rules: fc.array(rule, { maxLength: 3 }),
    },
    { requiredKeys: [] },
  );

  test("is read again as the same policy", () => {
    fc.assert(
      fc.property(settings, (value) => {
        const configuration = aConfiguration(stringify({ version: 1, ...value }));

        expect(aConfiguration(printConfiguration(configuration)).policy).toEqual(configuration.policy);
      }),
      { numRuns: runs(300) },
    );
  });

  test("has every key, and says who decided it", () => {
    const printed = printConfiguration(
      aConfiguration("version: 1\nextends: [optpass:conservative]\nlimits: { open: 2 }\n"),
    );

    expect(printed).toContain("open: 2 # optpass.yml:3");
    expect(printed).toContain("risk: 0.2% # optpass:conservative");
    expect(printed).toContain("window: 14d # default");
  });
});

test("a name that is no path in a repository is no preset", () => {
  const read = (name: string) =>
    readConfigFile({ file: "optpass.yml", text: stringify({ version: 1, extends: [name] }) });

  for (const name of [
    "a/b:../x.yml",
    "a/b:/x.yml",
    "a/b:.git/x.yml",
    "a/..:x.yml",
    "a/b:x.sh",
    "a/b:x.yml@../y",
    "a/b:x.yml@-y",
  ])
    expect(read(name).ok).toBe(false);
  expect(read("acme/platform:optpass/base.yml@v1.2")).toMatchObject({
    ok: true,
    value: {
      extended: [
        { preset: { owner: "acme", repository: "platform", path: "optpass/base.yml", ref: "v1.2" } },
      ],
    },
  });
});

test.each([
  ["an address to read", "source: http://169.254.169.254/latest"],
  ["an address below a key", "sources: { mine: { url: http://evil.example } }"],
  ["a path outside of the repository", 'paths: { include: ["../other/**"] }'],
  ["an absolute path", 'paths: { include: ["/etc/**"] }'],
  ["a preset by its address", 'extends: ["https://evil.example/optpass.yml"]'],
])("what only the operator may say is refused on its line: %s", (_, line) => {
  expect(problemsOf(`version: 1\n${line}\n`)[0]).toMatch(/^optpass\.yml:2:\d+: /);
});
