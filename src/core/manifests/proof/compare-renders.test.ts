import { describe, expect, test } from "vitest";
import type { IntendedField } from "../edit/edit-plan.ts";
import { compareRenders } from "./compare-renders.ts";

function rendered(cpu: string, options: { name?: string; extra?: string } = {}): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${options.name ?? "api"}\n  namespace: n\nspec:\n  template:\n    spec:\n      containers:\n      - name: side\n      - name: app\n        resources:\n          requests:\n            cpu: ${cpu}\n${options.extra ?? ""}`;
}

const field: IntendedField = {
  environment: "production",
  apiVersion: "apps/v1",
  kind: "Deployment",
  namespace: "n",
  name: "api",
  container: "app",
  init: false,
  setting: "requests.cpu",
  value: "250m",
};

function unexpected(before: string, after: string, fields: readonly IntendedField[]): unknown {
  const compared = compareRenders(before, after, fields);
  return compared.ok
    ? []
    : compared.error.code === "proof-failed"
      ? compared.error.unexpected
      : compared.error;
}

describe("comparing renders", () => {
  test("a count of an autoscaler may change, found by its resource wherever its metric stands, and no other", () => {
    const scaler = (cpu: number, memory: number): string =>
      `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: api, namespace: n}\nspec:\n  maxReplicas: 5\n  metrics:\n  - {type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: ${memory}}}}\n  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: ${cpu}}}}\n`;
    const target: IntendedField = {
      environment: "production",
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      namespace: "n",
      name: "api",
      count: "target.cpu.averageUtilization",
      value: "60",
    };

    expect(unexpected(scaler(80, 80), scaler(60, 80), [target])).toEqual([]);
    expect(unexpected(scaler(80, 80), scaler(60, 60), [target])).toEqual([
      "autoscaling/v2 HorizontalPodAutoscaler n/api spec.metrics[0].resource.target.averageUtilization",
    ]);
    expect(unexpected(scaler(80, 80), scaler(80, 80), [target])).toEqual([
      "HorizontalPodAutoscaler n/api target.cpu.averageUtilization is not 60",
    ]);
  });

  test("the intended field of the intended object may change", () => {
    expect(compareRenders(rendered("1"), rendered("250m"), [field])).toEqual({
      ok: true,
      value: ["Deployment n/api app requests.cpu = 250m"],
    });
  });

  test("nothing may change in an environment without intended fields", () => {
    expect(unexpected(rendered("1"), rendered("1"), [])).toEqual([]);
    expect(unexpected(rendered("1"), rendered("250m"), [])).toEqual([
      "apps/v1 Deployment n/api spec.template.spec.containers[1].resources.requests.cpu",
    ]);
  });

  test("a field that does not get its value fails", () => {
    expect(unexpected(rendered("1"), rendered("1"), [field])).toEqual([
      "Deployment n/api app requests.cpu is not 250m",
    ]);
    expect(unexpected(rendered("1"), rendered("1"), [{ ...field, name: "other", value: "1" }])).toHaveLength(
      1,
    );
  });

  test("one change among objects that stay is found, wherever it is, and so is a second one", () => {
    const objects = (cpus: readonly string[]): string =>
      cpus.map((cpu, index) => rendered(cpu, { name: ["api", "web", "job"][index] ?? "" })).join("---\n");
    const fieldOf = (name: string): IntendedField => ({ ...field, name });

    expect(unexpected(objects(["1", "1", "1"]), objects(["250m", "1", "1"]), [field])).toEqual([]);
    expect(unexpected(objects(["1", "1", "1"]), objects(["1", "250m", "1"]), [fieldOf("web")])).toEqual([]);
    expect(unexpected(objects(["1", "1", "1"]), objects(["1", "1", "250m"]), [fieldOf("job")])).toEqual([]);
    expect(unexpected(objects(["1", "1", "1"]), objects(["1", "250m", "2"]), [fieldOf("web")])).toHaveLength(
      1,
    );
    expect(unexpected(objects(["1", "1", "1"]), objects(["2", "250m", "1"]), [fieldOf("web")])).toHaveLength(
      1,
    );
  });

  test("a field that has its value already counts as reached, though its object stays as it is", () => {
    const other = `---\n${rendered("1", { name: "other" })}`;
    const before = rendered("250m") + other;

    expect(unexpected(before, before, [field])).toEqual([]);
  });

  test("of objects with the same name, one that goes away is missed", () => {
    const twice = `${rendered("1")}---\n${rendered("1")}`;

    expect(unexpected(twice, rendered("1"), [])).toEqual(["apps/v1 Deployment n/api disappears"]);
    expect(unexpected(rendered("1"), twice, [])).toEqual(["apps/v1 Deployment n/api appears"]);
  });

  test("another object that changes, appears or disappears fails", () => {
    const other = `---\n${rendered("1", { name: "other" })}`;

    expect(unexpected(rendered("1") + other, rendered("250m"), [field])).toEqual([
      "apps/v1 Deployment n/other disappears",
    ]);
    expect(unexpected(rendered("1"), rendered("250m") + other, [field])).toEqual([
      "apps/v1 Deployment n/other appears",
    ]);
    expect(
      unexpected(rendered("1") + other, `${rendered("250m")}---\n${rendered("2", { name: "other" })}`, [
        field,
      ]),
    ).toHaveLength(1);
  });

  test("a quantity that only changes its quotes is the same quantity", () => {
    expect(unexpected(rendered('"0.5"'), rendered("0.5"), [])).toEqual([]);
    expect(
      unexpected(rendered("1", { extra: "  x: '1'\n" }), rendered("1", { extra: "  x: 1\n" }), []),
    ).toHaveLength(1);
  });

  test("an order of containers that changes fails", () => {
    const swapped = rendered("250m").replace("      - name: side\n", "").replace(/$/, "      - name: side\n");

    expect(unexpected(rendered("1"), swapped, [field])).not.toEqual([]);
  });
});
