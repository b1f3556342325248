import { describe, expect, test } from "vitest";
import { aConfiguration, anOperator, problemsOf } from "../../../test/support/builders/configuration.ts";
import { duration, instant } from "../model/index.ts";
import { type ConfigText, configure, describeOrigin, originOf, readConfigFile } from "./index.ts";

function layerOf(source: ConfigText) {
  const file = readConfigFile(source);
  if (!file.ok) throw new Error(JSON.stringify(file.error));
  return file.value.layer;
}

describe("without a word from anybody", () => {
  test("the defaults hold", () => {
    const { policy, isConfigured } = aConfiguration("version: 1");

    expect(policy).toMatchObject({
      mode: "pr",
      window: duration(14, "d"),
      grouping: "workload",
      limits: { open: 3, openedAnHour: 1, extraForSafety: 2, inFlight: 1 },
      schedule: { crons: ["0 5 * * *"], timeZone: "UTC" },
      openDuring: null,
      rejections: { lasts: duration(90, "d"), within: 0.2 },
      dashboard: { title: "OptPass dashboard" },
      rules: [],
    });
    expect(isConfigured).toBe(true);
    expect(configure([], null)).toMatchObject({ ok: true, value: { policy, isConfigured: false } });
  });
});

describe("a file", () => {
  test("in JSON or with a byte order mark is read, too", () => {
    expect(aConfiguration('{"version": 1, "mode": "observe"}').policy.mode).toBe("observe");
    expect(aConfiguration("\ufeffversion: 1\nmode: observe").policy.mode).toBe("observe");
  });

  test("gives durations, shares, quantities and times as the model has them", () => {
    const { policy } = aConfiguration(`
version: 1
timeZone: Europe/Berlin
window: 7d
tuning: { risk: 0.3% }
openDuring: ["* 9-17 * * 1-5"]
freezes:
  - { from: 2026-12-20, to: 2027-01-03, reason: Holidays }
  - { from: "2026-11-27T12:00:00+01:00", to: 2026-11-30T12:00:00Z, reason: Sale }
rules:
  - { match: { settings: [requests.cpu] }, set: { floor: 1 } }
`);

    expect(policy.window).toBe(duration(7, "d"));
    expect(policy.tuning.risk).toBe(0.003);
    expect(policy.openDuring).toEqual({ crons: ["* 9-17 * * 1-5"], timeZone: "Europe/Berlin" });
    expect(policy.freezes).toEqual([
      {
        from: instant(Date.UTC(2026, 11, 19, 23)),
        to: instant(Date.UTC(2027, 0, 3, 23)),
        reason: "Holidays",
      },
      { from: instant(Date.UTC(2026, 10, 27, 11)), to: instant(Date.UTC(2026, 10, 30, 12)), reason: "Sale" },
    ]);
    expect(policy.rules).toEqual([
      { name: "optpass.yml rules[0]", match: { settings: ["requests.cpu"] }, set: { floor: "1" } },
    ]);
  });

  test("goes over the presets that it names, the later over the earlier", () => {
    const { policy, origins } = aConfiguration(`
version: 1
extends: [optpass:conservative, optpass:observe]
limits: { open: 2 }
`);

    expect(policy).toMatchObject({ mode: "observe", limits: { open: 2 }, tuning: { risk: 0.002 } });
    const from = ["mode", "limits.open", "tuning.risk", "window"].map((key) =>
      describeOrigin(originOf(origins, key)),
    );
    expect(from).toEqual(["optpass:observe", "optpass.yml:4", "optpass:conservative", "default"]);
  });

  test("goes over that of its organisation key by key, and its rules and freezes add up", () => {
    const organisation = layerOf({
      file: "acme/.github:optpass.yml",
      text: `
version: 1
limits: { open: 9, inFlight: 2 }
pullRequests: { labels: [org] }
dashboard: null
freezes: [{ from: 2026-12-24, to: 2026-12-26, reason: Christmas }]
rules: [{ match: { namespaces: ["batch-*"] }, set: { enabled: false } }]
`,
    });
    const own = layerOf({
      file: ".github/optpass.yml",
      text: `
version: 1
limits: { open: 1 }
pullRequests: { labels: [team] }
dashboard: { title: Ours }
freezes: [{ from: 2026-11-27, to: 2026-11-30, reason: Sale }]
rules: [{ name: mine, match: { namespaces: [batch-1] }, set: { enabled: true } }]
`,
    });

    const configuration = configure([organisation, own], null);

    expect(configuration).toMatchObject({
      ok: true,
      value: {
        policy: {
          limits: { open: 1, openedAnHour: 1, inFlight: 2 },
          pullRequests: { labels: ["team"] },
          dashboard: { title: "Ours" },
          freezes: [{ reason: "Christmas" }, { reason: "Sale" }],
          rules: [{ name: "acme/.github:optpass.yml rules[0]" }, { name: "mine" }],
        },
      },
    });
  });

  test("that is correct alone may be too much together with others", () => {
    const rules = `rules:\n${"  - { match: {}, set: { enabled: false } }\n".repeat(150)}`;
    const layers = ["a.yml", "b.yml"].map((file) => layerOf({ file, text: `version: 1\n${rules}` }));

    expect(configure(layers, null)).toMatchObject({ ok: false, error: [{ file: "a.yml", line: 3 }] });
  });
});

describe("the operator's bounds", () => {
  const operator = anOperator(`
bounds: { mode: dashboard, risk: 0.5%, open: 2, paths: ["apps/**"] }
`);

  test("hold the defaults, and say so", () => {
    const { policy, origins } = aConfiguration("version: 1", operator);

    expect(policy).toMatchObject({
      mode: "dashboard",
      tuning: { risk: 0.005 },
      limits: { open: 2 },
      paths: { within: ["apps/**"] },
    });
    expect(originOf(origins, "limits.open")).toEqual({ kind: "bound" });
  });

  test("refuse a file that asks for more, line by line", () => {
    const problems = problemsOf(
      `version: 1
mode: pr
tuning:
  risk: 1%
limits: { open: 3, inFlight: 5 }
rules:
  - match: {}
    set: { autoMerge: true, tuning: { risk: 2% } }
`,
      operator,
    );

    expect(problems).toEqual([
      "optpass.yml:2:7: mode: pr is more than the operator of this server allows, which is dashboard",
      "optpass.yml:4:9: tuning.risk: 1% is more than the operator of this server allows, which is 0.5%",
      "optpass.yml:5:17: limits.open: 3 is more than the operator of this server allows, which is 2",
      "optpass.yml:8:23: rules[0].set.autoMerge: true is more than the operator of this server allows, which is false",
      "optpass.yml:8:45: rules[0].set.tuning.risk: 2% is more than the operator of this server allows, which is 0.5%",
    ]);
  });

  test("leave a file alone that asks for less", () => {
    const { policy } = aConfiguration("version: 1\nmode: observe\nlimits: { open: 1 }", operator);

    expect(policy).toMatchObject({ mode: "observe", limits: { open: 1 } });
  });

  test("a data source that is not there is told with the one that was meant", () => {
    expect(problemsOf("version: 1\nsource: mian", operator)).toEqual([
      'optpass.yml:2:9: source: the operator has no data source "mian"; did you mean "main"?',
    ]);
  });

  test("the operator's own settings go below and above those of the file", () => {
    const both = anOperator(`
defaults: { grouping: namespace, window: 7d }
force: { pullRequests: { draft: true } }
`);

    const { policy } = aConfiguration("version: 1\nwindow: 21d\npullRequests: { draft: false }", both);

    expect(policy).toMatchObject({
      grouping: "namespace",
      window: duration(21, "d"),
      pullRequests: { draft: true, labels: ["optpass"] },
    });
  });
});
