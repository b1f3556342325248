import { describe, expect, test } from "vitest";
import { apiContainer, aRecommendation } from "../../../test/support/builders/evidence.ts";
import { changeId, planChanges } from "./index.ts";

describe("planning changes", () => {
  test("everything of one workload goes into one change, whose id names it and no value", () => {
    const plans = planChanges([
      aRecommendation(),
      aRecommendation({ setting: "requests.memory" }),
      aRecommendation({ target: { ...apiContainer, container: "proxy" } }),
    ]);

    expect(plans).toHaveLength(1);
    expect(plans[0]?.id).toBe("payments/api/resources");
    expect(plans[0]?.recommendations).toHaveLength(3);
  });

  test("the same name in another namespace, kind or cluster is another change", () => {
    const targets = [
      apiContainer,
      { ...apiContainer, namespace: "shop" },
      { ...apiContainer, kind: "CronJob" as const },
      { ...apiContainer, cluster: "eu" },
    ];

    const ids = planChanges(targets.map((target) => aRecommendation({ target }))).map(({ id }) => id);

    expect(ids.sort()).toEqual([
      "eu/payments/api/resources",
      "payments/api/resources",
      "payments/cronjob/api/resources",
      "shop/api/resources",
    ]);
  });

  test("safety comes first, then what saves most", () => {
    const saving = (name: string, amount: number) =>
      aRecommendation({
        target: { ...apiContainer, name },
        savings: { cores: 1, bytes: 0, monthly: { amount, currency: "USD", source: "opencost" } },
      });

    const plans = planChanges([
      saving("small", 1),
      saving("large", 50),
      { ...saving("short", -3), class: "safety" },
    ]);

    expect(plans.map(({ workload }) => workload.name)).toEqual(["short", "large", "small"]);
  });

  test("an id is the same on every pass", () => {
    expect(changeId(apiContainer, null)).toBe(changeId({ ...apiContainer }, null));
  });

  test("a workload that several environments define has one id in each of them", () => {
    const placed = { isOneOfSeveral: true, environment: "clusters/eu" };

    expect(planChanges([aRecommendation(placed)])[0]?.id).toBe("clusters-eu/payments/api/resources");
  });

  describe("in groups", () => {
    const of = (name: string, change: Parameters<typeof aRecommendation>[0] = {}) =>
      aRecommendation({ target: { ...apiContainer, name }, ...change });

    test("puts the workloads of a namespace together, and never safety with cost", () => {
      const plans = planChanges(
        [of("a"), of("b"), of("c", { class: "safety" }), of("d", { class: "safety" })],
        "namespace",
      );

      expect(plans.map(({ id, group }) => [id, group])).toEqual([
        ["payments/namespace-safety", "namespace payments"],
        ["payments/namespace-cost", "namespace payments"],
      ]);
      expect(plans[1]?.recommendations.map(({ target }) => target.name)).toEqual(["a", "b"]);
    });

    test("goes by the folder of an application, and by the environment", () => {
      const at = (file: string) => ({ location: { file, line: 1, path: "x" } });
      const placed = [
        of("a", at("apps/shop/a.yaml")),
        of("b", at("apps/shop/b.yaml")),
        of("c", at("apps/c.yaml")),
      ];

      expect(
        planChanges(placed, "application")
          .map(({ id }) => id)
          .sort(),
      ).toEqual(["apps-shop/application-cost", "payments/c/resources"]);
      expect(planChanges(placed, "environment").map(({ id }) => id)).toEqual(["apps/environment-cost"]);
    });

    test("leaves what nobody would read in pull requests of its own", () => {
      const many = Array.from({ length: 26 }, (_, index) => of(`w${index}`));

      expect(planChanges(many, "namespace")).toHaveLength(26);
    });
  });
});
