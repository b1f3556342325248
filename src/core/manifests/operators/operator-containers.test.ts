import { describe, expect, test } from "vitest";
import { loadData } from "../data.ts";
import { formatPath } from "../node-path.ts";
import { operatorContainers } from "./operator-containers.ts";
import { operatorKinds } from "./operator-kinds.ts";

/** `Kind/workload:container at path` for each container of a custom resource called `x` in namespace `n`. */
function made(apiVersion: string, kind: string, spec: string): readonly string[] {
  const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x, namespace: n}\nspec: ${spec}\n`;
  const data = loadData(text);
  if (!data.ok) throw new Error(data.error);
  return operatorContainers(data.value[0]).map(
    (one) => `${one.kind}/${one.name}:${one.container} at ${formatPath(one.resource.at)}`,
  );
}

const template = (name: string): string => `{spec: {containers: [{name: side}, {name: ${name}}]}}`;

describe("a custom resource", () => {
  test.each([
    [
      "monitoring.coreos.com/v1",
      "Prometheus",
      "{replicas: 2}",
      ["StatefulSet/prometheus-x:prometheus at spec"],
    ],
    [
      "monitoring.coreos.com/v1",
      "Prometheus",
      "{thanos: {image: y}}",
      [
        "StatefulSet/prometheus-x:prometheus at spec",
        "StatefulSet/prometheus-x:thanos-sidecar at spec.thanos",
      ],
    ],
    [
      "monitoring.coreos.com/v1",
      "Alertmanager",
      "{a: 1}",
      ["StatefulSet/alertmanager-x:alertmanager at spec"],
    ],
    ["acid.zalan.do/v1", "postgresql", "{a: 1}", ["StatefulSet/x:postgres at spec"]],
    ["rabbitmq.com/v1beta1", "RabbitmqCluster", "{a: 1}", ["StatefulSet/x-server:rabbitmq at spec"]],
    [
      "kafka.strimzi.io/v1beta2",
      "Kafka",
      "{kafka: {resources: {}}, entityOperator: {topicOperator: {}}}",
      ["Deployment/x-entity-operator:topic-operator at spec.entityOperator.topicOperator"],
    ],
    [
      "elasticsearch.k8s.elastic.co/v1",
      "Elasticsearch",
      `{nodeSets: [{name: hot, podTemplate: ${template("elasticsearch")}}, {name: cold}]}`,
      ["StatefulSet/x-es-hot:elasticsearch at spec.nodeSets[0].podTemplate.spec.containers[1]"],
    ],
    [
      "minio.min.io/v2",
      "Tenant",
      "{pools: [{name: a}, {servers: 4}, {name: b}]}",
      ["StatefulSet/x-a:minio at spec.pools[0]", "StatefulSet/x-b:minio at spec.pools[2]"],
    ],
    ["operator.victoriametrics.com/v1beta1", "VMAgent", "{a: 1}", ["Deployment/vmagent-x:vmagent at spec"]],
    [
      "operator.victoriametrics.com/v1beta1",
      "VMAgent",
      "{statefulMode: true}",
      ["StatefulSet/vmagent-x:vmagent at spec"],
    ],
    [
      "postgresql.cnpg.io/v1",
      "Pooler",
      `{template: ${template("pgbouncer")}}`,
      ["Deployment/x:pgbouncer at spec.template.spec.containers[1]"],
    ],
  ])("of %s %s with %s makes its workloads", (apiVersion, kind, spec, expected) => {
    expect(made(apiVersion, kind, spec)).toEqual(expected);
  });

  test.each([
    ["of a kind that owns its pods itself", "postgresql.cnpg.io/v1", "Cluster", "{resources: {}}"],
    ["of the same kind in another group", "example.org/v1", "Prometheus", "{a: 1}"],
    ["whose place is a scalar", "argoproj.io/v1beta1", "ArgoCD", "{server: 5, controller: [1]}"],
    ["without a spec", "monitoring.coreos.com/v1", "Prometheus", "null"],
    [
      "in a mode that is another workload",
      "monitoring.coreos.com/v1alpha1",
      "PrometheusAgent",
      "{mode: DaemonSet}",
    ],
  ])("%s makes nothing that is known", (_, apiVersion, kind, spec) => {
    expect(made(apiVersion, kind, spec)).toEqual([]);
  });

  test("with signs in its names is taken by its word", () => {
    const data = loadData(
      "apiVersion: minio.min.io/v2\nkind: Tenant\nmetadata: {name: 'a#$&*'}\nspec: {pools: [{name: '*#'}]}",
    );

    expect(data.ok && operatorContainers(data.value[0])[0]?.name).toBe("a#$&*-*#");
  });

  test("has one row for each kind", () => {
    const rows = operatorKinds.map(({ group, kind }) => `${group}/${kind}`);

    expect(new Set(rows).size).toBe(rows.length);
  });
});
