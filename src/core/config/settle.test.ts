import { describe, expect, test } from "vitest";
import { aConfiguration } from "../../../test/support/builders/configuration.ts";
import { apiContainer } from "../../../test/support/builders/evidence.ts";
import { outsideScope, overrideTuning, type RuleSubject, settle, settleTogether } from "./index.ts";

const api: RuleSubject = {
  target: apiContainer,
  environment: "production",
  path: "apps/payments/api.yaml",
  setting: "requests.cpu",
  direction: "lower",
};

const policyOf = (rules: string) => aConfiguration(`version: 1\nrules:\n${rules}`).policy;

describe("the rules of a policy", () => {
  test("the last one that matches wins, key by key, and is named", () => {
    const policy = policyOf(`
  - { name: all, match: {}, set: { tuning: { risk: 2%, cpuLimits: none }, labels: [a] } }
  - { name: payments, match: { namespaces: [pay*] }, set: { tuning: { risk: 0.5% }, labels: [b] } }
  - { name: others, match: { namespaces: [shop] }, set: { tuning: { risk: 9% } } }
`);

    const settled = settle(policy, api);

    expect(settled.tuning).toMatchObject({ risk: 0.005, cpuLimits: "none", memoryLimits: "equal" });
    expect(settled.labels).toEqual(["optpass", "a", "b"]);
    expect([...settled.rules]).toEqual([
      ["labels", "payments"],
      ["tuning.risk", "payments"],
      ["tuning.cpuLimits", "all"],
    ]);
  });

  test("without one that matches, the policy holds", () => {
    const settled = settle(policyOf("  - { match: { workloads: [web] }, set: { enabled: false } }"), api);

    expect(settled).toMatchObject({ enabled: true, mode: "pr", autoMerge: false, floor: null });
    expect(settled.rules.size).toBe(0);
  });

  test.each([
    ["kinds: [Deployment]", true],
    ["kinds: [StatefulSet, CronJob]", false],
    ["paths: [apps/**]", true],
    ['paths: ["!**/payments/*"]', false],
    ['containers: ["a?i"]', true],
    ["settings: [requests.cpu, limits.cpu]", true],
    ["settings: [requests.memory]", false],
    ["direction: lower", true],
    ["direction: raise", false],
    ["environments: [staging]", false],
    // The cluster is not known.
    ['clusters: ["*"]', false],
    ['clusters: ["!eu"]', false],
    ["namespaces: [payments], workloads: [web]", false],
  ])("{ %s } matches: %s", (match, expected) => {
    const policy = policyOf(`  - { match: { ${match} }, set: { enabled: false } }`);

    expect(settle(policy, api).enabled).toBe(!expected);
  });

  test("take back how far the repository goes, and do not extend it", () => {
    const rules = `
  - { match: { namespaces: [payments] }, set: { mode: observe } }
  - { match: { namespaces: [shop] }, set: { mode: pr } }
`;
    const { policy } = aConfiguration(`version: 1\nmode: dashboard\nrules:${rules}`);
    const shop = { ...api, target: { ...apiContainer, namespace: "shop" } };

    expect(settle(policy, api).mode).toBe("observe");
    expect(settle(policy, shop).mode).toBe("dashboard");
  });
});

describe("what goes into one pull request", () => {
  const policy = policyOf(`
  - { match: { direction: raise }, set: { autoMerge: true, labels: [safe] } }
  - { match: { settings: [limits.cpu] }, set: { mode: dashboard } }
`);
  const raise: RuleSubject = { ...api, direction: "raise" };

  test("is merged by itself only if every value of it may be", () => {
    expect(settleTogether(policy, [raise, raise]).autoMerge).toBe(true);
    expect(settleTogether(policy, [raise, api]).autoMerge).toBe(false);
    expect(settleTogether(policy, []).autoMerge).toBe(false);
  });

  test("goes as far as its most careful value, with the labels of all", () => {
    const together = settleTogether(policy, [raise, { ...api, setting: "limits.cpu" }]);

    expect(together).toMatchObject({ mode: "dashboard", labels: ["optpass", "safe"] });
  });
});

test("a flag wins over the policy and its rules, and leaves the other dials", () => {
  const policy = policyOf("  - { match: {}, set: { tuning: { risk: 5%, memoryLimits: keep } } }");

  const { tuning } = settle(overrideTuning(policy, { risk: 0.02 }), api);

  expect(tuning).toMatchObject({ risk: 0.02, memoryLimits: "keep" });
});

describe("the files that may be edited", () => {
  const scope = { include: ["apps/**"], exclude: ["**/vendor/**"], within: ["apps/**", "infra/**"] };

  test.each([
    ["apps/api.yaml", null],
    ["apps/vendor/x.yaml", "`paths.exclude` names it"],
    ["infra/x.yaml", "`paths.include` does not name it"],
    ["other/x.yaml", "the operator of this server does not allow it"],
  ])("%s: %s", (path, expected) => {
    expect(outsideScope(scope, path)).toBe(expected);
  });

  test("without any patterns are all but those that decide what runs", () => {
    const all = { include: [], exclude: [], within: [] };
    const paths = ["a.yaml", ".github/workflows/ci.yml", ".GITHUB/Actions/x/action.yml", "x/.git/config"];

    expect(paths.map((path) => outsideScope(all, path) === null)).toEqual([true, false, false, false]);
  });
});
