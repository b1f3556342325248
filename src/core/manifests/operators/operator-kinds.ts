import type { WorkloadKind } from "../../model/index.ts";
import type { NodePath } from "../node-path.ts";

/** A kind of custom resource from which an operator makes workloads. */
export interface OperatorKind {
  readonly group: string;
  readonly kind: string;
  readonly parts: readonly OperatorPart[];
}

/** A container that the operator makes, and where the custom resource says what it gets. */
export interface OperatorPart {
  /** Of the mapping that holds `resources`. In a list, a key is the name of the item, and `#` is each item. */
  readonly at: NodePath;
  readonly workload: WorkloadKind;
  /** The workload's name; `*` stands for the name of the custom resource, `#` for that of the item. */
  readonly name: string;
  /** `*` as in `name`. */
  readonly container: string;
  /** The container is there only where the custom resource has this, or has it not. */
  readonly where?: NodePath;
  readonly unless?: NodePath;
}

/**
 * Only kinds whose workload and container have names that follow from the custom resource, and whose pods belong to a
 * workload: CloudNativePG's `Cluster` and Strimzi's `Kafka` own their pods themselves (kube_pod_owner shows `Cluster`
 * and `StrimziPodSet`), and Crunchy's `PostgresCluster` adds chance to the names.
 */
export const operatorKinds: readonly OperatorKind[] = [
  // prometheus-operator: pkg/prometheus/server/statefulset.go, pkg/alertmanager/statefulset.go, pkg/thanos/statefulset.go.
  kindOf("monitoring.coreos.com", "Prometheus", [
    part(["spec"], "StatefulSet", "prometheus-*", "prometheus"),
    {
      ...part(["spec", "thanos"], "StatefulSet", "prometheus-*", "thanos-sidecar"),
      where: ["spec", "thanos"],
    },
  ]),
  kindOf("monitoring.coreos.com", "PrometheusAgent", [
    // `mode` makes it a DaemonSet.
    { ...part(["spec"], "StatefulSet", "prom-agent-*", "prometheus"), unless: ["spec", "mode"] },
  ]),
  kindOf("monitoring.coreos.com", "Alertmanager", [
    part(["spec"], "StatefulSet", "alertmanager-*", "alertmanager"),
  ]),
  kindOf("monitoring.coreos.com", "ThanosRuler", [
    part(["spec"], "StatefulSet", "thanos-ruler-*", "thanos-ruler"),
  ]),
  // VictoriaMetrics operator: api/operator/v1beta1, PrefixedName and the containers of internal/controller/operator/factory.
  kindOf("operator.victoriametrics.com", "VMSingle", [
    part(["spec"], "Deployment", "vmsingle-*", "vmsingle"),
  ]),
  kindOf("operator.victoriametrics.com", "VMAlert", [part(["spec"], "Deployment", "vmalert-*", "vmalert")]),
  kindOf("operator.victoriametrics.com", "VMAgent", [
    { ...part(["spec"], "Deployment", "vmagent-*", "vmagent"), unless: ["spec", "statefulMode"] },
    { ...part(["spec"], "StatefulSet", "vmagent-*", "vmagent"), where: ["spec", "statefulMode"] },
  ]),
  kindOf("operator.victoriametrics.com", "VMAlertmanager", [
    part(["spec"], "StatefulSet", "vmalertmanager-*", "alertmanager"),
  ]),
  // Zalando's postgres-operator: docs/reference/cluster_manifest.md; the StatefulSet has the cluster's name.
  kindOf("acid.zalan.do", "postgresql", [part(["spec"], "StatefulSet", "*", "postgres")]),
  // CloudNativePG: the Pooler's Deployment has its name; its container stands in a pod template, by name.
  kindOf("postgresql.cnpg.io", "Pooler", [
    part(["spec", "template", "spec", "containers", "pgbouncer"], "Deployment", "*", "pgbouncer"),
  ]),
  // Strimzi: what is no StrimziPodSet (docs "Kafka cluster resources"); all of them are Deployments.
  kindOf("kafka.strimzi.io", "Kafka", [
    entityOperator("topicOperator", "topic-operator"),
    entityOperator("userOperator", "user-operator"),
    within(["spec", "kafkaExporter"], "*-kafka-exporter", "*-kafka-exporter"),
    within(["spec", "cruiseControl"], "*-cruise-control", "cruise-control"),
  ]),
  kindOf("kafka.strimzi.io", "KafkaBridge", [part(["spec"], "Deployment", "*-bridge", "*-bridge")]),
  // RabbitMQ cluster operator: internal/resource/statefulset.go.
  kindOf("rabbitmq.com", "RabbitmqCluster", [part(["spec"], "StatefulSet", "*-server", "rabbitmq")]),
  // Opstree redis-operator: one StatefulSet and one container with the name of the custom resource.
  kindOf("redis.redis.opstreelabs.in", "Redis", [
    part(["spec", "kubernetesConfig"], "StatefulSet", "*", "*"),
  ]),
  kindOf("redis.redis.opstreelabs.in", "RedisSentinel", [
    part(["spec", "kubernetesConfig"], "StatefulSet", "*-sentinel", "*-sentinel"),
  ]),
  // Spotahome redis-operator: operator/redisfailover/service/names.go.
  kindOf("databases.spotahome.com", "RedisFailover", [
    part(["spec", "redis"], "StatefulSet", "rfr-*", "redis"),
    part(["spec", "sentinel"], "Deployment", "rfs-*", "sentinel"),
  ]),
  // Dragonfly operator: internal/resources/resources.go.
  kindOf("dragonflydb.io", "Dragonfly", [part(["spec"], "StatefulSet", "*", "dragonfly")]),
  // mariadb-operator: the StatefulSet has the name of the custom resource.
  kindOf("k8s.mariadb.com", "MariaDB", [part(["spec"], "StatefulSet", "*", "mariadb")]),
  // argocd-operator: docs/reference/argocd.md and controllers/argocd; the controller is a StatefulSet.
  kindOf("argoproj.io", "ArgoCD", [
    part(["spec", "controller"], "StatefulSet", "*-application-controller", "argocd-application-controller"),
    part(["spec", "server"], "Deployment", "*-server", "argocd-server"),
    part(["spec", "repo"], "Deployment", "*-repo-server", "argocd-repo-server"),
    part(["spec", "redis"], "Deployment", "*-redis", "redis"),
    part(
      ["spec", "applicationSet"],
      "Deployment",
      "*-applicationset-controller",
      "argocd-applicationset-controller",
    ),
    part(["spec", "sso", "dex"], "Deployment", "*-dex-server", "dex"),
    part(
      ["spec", "notifications"],
      "Deployment",
      "*-notifications-controller",
      "argocd-notifications-controller",
    ),
  ]),
  // grafana-operator: controllers/model/grafana_resources.go; overrides are a Deployment's, with its containers by name.
  kindOf("grafana.integreatly.org", "Grafana", [
    part(
      ["spec", "deployment", "spec", "template", "spec", "containers", "grafana"],
      "Deployment",
      "*-deployment",
      "grafana",
    ),
  ]),
  // MinIO operator: a StatefulSet for each pool (pkg/resources/statefulsets).
  kindOf("minio.min.io", "Tenant", [part(["spec", "pools", "#"], "StatefulSet", "*-#", "minio")]),
  // ECK: a StatefulSet for each set of nodes; the container is in a pod template, by name.
  kindOf("elasticsearch.k8s.elastic.co", "Elasticsearch", [
    part(
      ["spec", "nodeSets", "#", "podTemplate", "spec", "containers", "elasticsearch"],
      "StatefulSet",
      "*-es-#",
      "elasticsearch",
    ),
  ]),
  kindOf("kibana.k8s.elastic.co", "Kibana", [
    part(["spec", "podTemplate", "spec", "containers", "kibana"], "Deployment", "*-kb", "kibana"),
  ]),
  kindOf("apm.k8s.elastic.co", "ApmServer", [
    part(
      ["spec", "podTemplate", "spec", "containers", "apm-server"],
      "Deployment",
      "*-apm-server",
      "apm-server",
    ),
  ]),
  kindOf("logstash.k8s.elastic.co", "Logstash", [
    part(["spec", "podTemplate", "spec", "containers", "logstash"], "StatefulSet", "*-ls", "logstash"),
  ]),
];

function kindOf(group: string, kind: string, parts: readonly OperatorPart[]): OperatorKind {
  return { group, kind, parts };
}

function part(at: NodePath, workload: WorkloadKind, name: string, container: string): OperatorPart {
  return { at, workload, name, container };
}

/** A part that is there only where the custom resource speaks of it. */
function within(at: NodePath, name: string, container: string): OperatorPart {
  return { at, workload: "Deployment", name, container, where: at };
}

function entityOperator(key: string, container: string): OperatorPart {
  return within(["spec", "entityOperator", key], "*-entity-operator", container);
}
