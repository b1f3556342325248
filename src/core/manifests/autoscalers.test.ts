import { describe, expect, test } from "vitest";
import { declaredAutoscalers } from "./autoscalers.ts";

function utilizationIn(yaml: string): readonly string[] {
  const files = new Map([["a.yaml", { kind: "text", text: yaml } as const]]);
  return declaredAutoscalers({ origin: "test", files }).flatMap(({ targetName, utilizationOf }) =>
    utilizationOf.map((resource) => `${targetName} ${resource}`),
  );
}

const hpa = (spec: string) => `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: api}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: api}
${spec}`;

describe("an autoscaler in a manifest", () => {
  test("steers by the resources whose utilisation it names, of the pod or of one container", () => {
    const spec = `
  metrics:
    - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}
    - {type: ContainerResource, containerResource: {name: memory, container: api, target: {type: Utilization, averageUtilization: 80}}}`;

    expect(utilizationIn(hpa(spec))).toEqual(["api cpu", "api memory"]);
  });

  test("does not steer by utilisation where it names an amount, or another metric", () => {
    const spec = `
  metrics:
    - {type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 200m}}}
    - {type: Pods, pods: {metric: {name: rps}, target: {type: AverageValue, averageValue: 5}}}`;

    expect(utilizationIn(hpa(spec))).toEqual([]);
  });

  test("of version 1, or without any metric, steers by CPU", () => {
    expect(utilizationIn(hpa("  targetCPUUtilizationPercentage: 70"))).toEqual(["api cpu"]);
    expect(utilizationIn(hpa("  maxReplicas: 3"))).toEqual(["api cpu"]);
  });

  test("of KEDA steers by its cpu and memory triggers", () => {
    const scaled = `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: api}
spec:
  scaleTargetRef: {name: api}
  triggers:
    - {type: cpu, metricType: Utilization, metadata: {value: "60"}}
    - {type: memory, metadata: {type: AverageValue, value: "100"}}
    - {type: prometheus, metadata: {query: up}}`;

    expect(utilizationIn(scaled)).toEqual(["api cpu"]);
  });

  test("is found among others and in a list, and broken files hide nothing else", () => {
    const list = `kind: List\nitems:\n  - ${hpa("  maxReplicas: 2").trim().replaceAll("\n", "\n    ")}`;

    expect(utilizationIn(`kind: Service\n---\n${list}`)).toEqual(["api cpu"]);
    expect(utilizationIn("scaleTargetRef: [")).toEqual([]);
  });
});
