import { countOf, type Duration, formatDuration, type InstantSample } from "../model/index.ts";
import { matcher, selector } from "./promql/selector.ts";
import { answersTo, together } from "./together.ts";

/** What tells the size of a node. `null`: not exported. */
export interface NodeSize {
  readonly cluster?: string;
  readonly node: string;
  /** Instance type, as its cloud names it. */
  readonly type: string | null;
  readonly cores: number | null;
  readonly bytes: number | null;
}

/** The class of the node that a pod ran on, on a day since the epoch; `null` where nothing is known of it. */
export type ClassOf = (pod: string, day: number) => string | null;

export const noClasses: ClassOf = () => null;

/** The same for each cluster; `undefined` is the one without a name. */
export type ClassesIn = (cluster: string | undefined) => ClassOf;

const typeLabels = [
  "label_node_kubernetes_io_instance_type",
  // Until Kubernetes 1.17, and still set beside the other.
  "label_beta_kubernetes_io_instance_type",
] as const;

/**
 * How large the nodes were that were there in the time before the moment at which it is asked. Labels of nodes are
 * exported where kube-state-metrics is told to (`--metric-labels-allowlist`), capacities always.
 */
export function askNodes(before: Duration): string {
  const range = formatDuration(before);
  const cpuOrMemory = [matcher("resource", "=~", "cpu|memory")];
  const sizes = (metric: string) =>
    `max by (cluster, node, resource) (max_over_time(${selector(metric, cpuOrMemory)}[${range}]))`;
  const isTold = matcher("node", "!=", "");
  const types = `last_over_time(${selector("kube_node_labels", [isTold])}[${range}])`;
  return together({
    types: `max by (cluster, node, ${typeLabels.join(", ")}) (${types})`,
    sizes: `${sizes("kube_node_status_capacity")} or ${sizes("kube_node_status_allocatable")}`,
  });
}

/** Each node once, in the order of their names. */
export function readNodes(samples: readonly InstantSample[]): readonly NodeSize[] {
  const types = answersTo(samples, "types").flatMap(({ labels: { cluster, node, ...labels } }) => {
    const type = typeLabels.map((label) => labels[label]).find(isType);
    return sizeOf(cluster, node, { type: type ?? null });
  });
  const sizes = answersTo(samples, "sizes").flatMap(({ labels: { cluster, node, resource }, value }) => {
    if (!(value > 0 && Number.isFinite(value))) return [];
    return sizeOf(cluster, node, resource === "cpu" ? { cores: value } : { bytes: value });
  });
  return mergeNodes([...types, ...sizes]);
}

// The alphabet of a label's value in Kubernetes: what is something else did not come from a node.
const labelValue = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/i;

function isType(text: string | undefined): text is string {
  return text !== undefined && labelValue.test(text);
}

type Facts = Omit<NodeSize, "cluster" | "node">;

function sizeOf(
  cluster: string | undefined,
  node: string | undefined,
  facts: Partial<Facts>,
): readonly NodeSize[] {
  if (node === undefined || node === "") return [];
  const size = { node, type: null, cores: null, bytes: null, ...facts };
  return [cluster === undefined ? size : { cluster, ...size }];
}

/**
 * Each node once. Where a name was that of two nodes on a day, the result is the same in whichever order they were
 * seen, so that passes add up.
 */
export function mergeNodes(nodes: readonly NodeSize[]): readonly NodeSize[] {
  const found = new Map<string, NodeSize>();
  for (const one of nodes) {
    const key = nodeKey(one.cluster, one.node);
    const known = found.get(key);
    found.set(key, known === undefined ? one : { ...known, ...mergeFacts(known, one) });
  }
  return [...found].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, one]) => one);
}

function mergeFacts(one: NodeSize, other: NodeSize): Facts {
  const types = [one.type, other.type].filter((type) => type !== null).sort();
  return {
    type: types[0] ?? null,
    cores: larger(one.cores, other.cores),
    bytes: larger(one.bytes, other.bytes),
  };
}

function larger(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

export function nodeKey(cluster: string | undefined, node: string): string {
  return `${cluster ?? ""}/${node}`;
}

/** `m5.4xlarge` or, where the type is not known, `16 cores and 64Gi`; `null` where nothing is. */
export function nodeClass({ type, cores, bytes }: NodeSize): string | null {
  if (type !== null) return type;
  const told = [
    ...(cores === null ? [] : [countOf(Math.max(1, Math.round(cores)), "core")]),
    ...(bytes === null ? [] : [`${nominalGibi(bytes)}Gi`]),
  ];
  return told.length === 0 ? null : told.join(" and ");
}

/**
 * Firmware and kernel keep a part of a machine's memory, which differs a little even between machines of one type: the
 * nearest of 1, 1.5, 2, 3, 4, 6, 8, 12 ... Gi is the size they were sold as, or close to it.
 */
function nominalGibi(bytes: number): number {
  const halfOctaves = Math.max(0, Math.round(2 * Math.log2(bytes / 2 ** 30)));
  return 2 ** Math.floor(halfOctaves / 2) * (halfOctaves % 2 === 0 ? 1 : 1.5);
}
