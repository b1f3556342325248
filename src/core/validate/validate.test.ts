import { describe, expect, test } from "vitest";
import { apiContainer, aRecommendation } from "../../../test/support/builders/evidence.ts";
import { type ChangePlan, type PlacedRecommendation, quantity, type Settings } from "../model/index.ts";
import { guards, keepGuaranteed, validate } from "./index.ts";

function plan(...recommendations: readonly PlacedRecommendation[]): ChangePlan {
  const { container: _, ...workload } = apiContainer;
  return { id: "payments/api/resources", workload, recommendations };
}

function verdicts(changed: ChangePlan, current: Settings): Record<string, string> {
  const findings = validate({ plan: changed, current: new Map([["api", current]]) });
  return Object.fromEntries(findings.map(({ guard, verdict }) => [guard, verdict]));
}

describe("the guards", () => {
  test("let a plain change pass, and each says what it made sure of", () => {
    const findings = validate({
      plan: plan(aRecommendation()),
      current: new Map([["api", { "requests.cpu": quantity("1") }]]),
    });

    expect(findings.map(({ verdict }) => verdict)).toEqual(guards.map(() => "pass"));
    expect(findings.every(({ message }) => message !== "")).toBe(true);
  });

  test("block a request above its limit", () => {
    const current = { "requests.cpu": quantity("1"), "limits.cpu": quantity("200m") };

    expect(verdicts(plan(aRecommendation()), current)["request-within-limit"]).toBe("block");
  });

  test("warn when a Guaranteed pod becomes Burstable", () => {
    const guaranteed = {
      "requests.cpu": quantity("1"),
      "limits.cpu": quantity("1000m"),
      "requests.memory": quantity("1Gi"),
      "limits.memory": quantity("1024Mi"),
    };

    const findings = validate({ plan: plan(aRecommendation()), current: new Map([["api", guaranteed]]) });

    expect(findings.find(({ guard }) => guard === "quality-of-service")).toMatchObject({
      verdict: "warn",
      message: "The quality-of-service class changes from Guaranteed to Burstable.",
    });
  });

  test("warn when a pod leaves BestEffort", () => {
    expect(verdicts(plan(aRecommendation({ current: null })), {})["quality-of-service"]).toBe("warn");
  });

  test("warn when the evidence is thin", () => {
    const thin = plan(aRecommendation(), aRecommendation({ confidence: 0.3 }));

    expect(verdicts(thin, { "requests.cpu": quantity("1") })["confidence"]).toBe("warn");
  });
});

describe("a limit that would go", () => {
  const pod = {
    "requests.cpu": quantity("1"),
    "limits.cpu": quantity("1"),
    "requests.memory": quantity("1Gi"),
    "limits.memory": quantity("1Gi"),
  };
  const memory = aRecommendation({ setting: "requests.memory", proposed: quantity("512Mi") });
  const wanted = plan(aRecommendation(), aRecommendation({ setting: "limits.cpu", proposed: null }), memory);

  test("stays with its request where the pod is Guaranteed, and the rest goes on", () => {
    const { plan: kept, refused } = keepGuaranteed({ plan: wanted, current: new Map([["api", pod]]) });

    expect(kept.recommendations).toEqual([memory]);
    expect(refused).toEqual([
      { target: apiContainer, setting: "limits.cpu", refusal: { code: "guaranteed-pod", limit: "1" } },
    ]);
  });

  test("goes where another container makes the pod Burstable already", () => {
    const current = new Map<string, Settings>([
      ["api", pod],
      ["proxy", { "requests.cpu": quantity("10m") }],
    ]);

    expect(keepGuaranteed({ plan: wanted, current })).toEqual({ plan: wanted, refused: [] });
  });

  test("holds no request back", () => {
    const above = plan(
      aRecommendation({ proposed: quantity("2") }),
      aRecommendation({ setting: "limits.cpu", proposed: null }),
    );

    expect(verdicts(above, { "requests.cpu": quantity("500m"), "limits.cpu": quantity("1") })).toEqual({
      "request-within-limit": "pass",
      "quality-of-service": "pass",
      confidence: "pass",
    });
  });
});
