import { type Data, textAt } from "../data.ts";
import type { NodePath } from "../node-path.ts";
import type { ContainerShape, ShapeCertainty } from "./container-shape.ts";

/**
 * Finds every block of resources in the values of a release. What a chart does with its values is its own affair: the
 * paths are those that most public charts share, and a shape claims no container that it only guesses at.
 */
export function findShapes(values: Data): readonly ContainerShape[] {
  const found: ContainerShape[] = [];
  visit(values, nowhere, found);
  return found;
}

// Public values files have up to some dozens; a file of nothing else could have a hundred thousand.
const mostShapes = 2_000;
const deepest = 40;

interface Spot {
  readonly path: NodePath;
  readonly role: ContainerShape["role"];
  readonly component: readonly string[];
  readonly container: string | null;
}

const nowhere: Spot = { path: [], role: "main", component: [], container: null };

function visit(value: Data, spot: Spot, found: ContainerShape[]): void {
  if (spot.path.length > deepest || found.length >= mostShapes) return;
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Data[]).entries())
      visit(item, belowItem(spot, index, item), found);
  } else if (value instanceof Map) {
    for (const [key, child] of value as ReadonlyMap<unknown, Data>) {
      const name = String(key);
      const prefix = prefixOf(name);
      if (prefix === null || !holdsAmounts(child)) visit(child, below(spot, name), found);
      else if (found.length < mostShapes && !isClaim(spot.path)) found.push(shapeAt(spot, name, prefix));
    }
  }
}

function shapeAt(spot: Spot, key: string, prefix: string): ContainerShape {
  const into = prefix === "" ? spot : below(spot, prefix);
  const { role, component, container } = into;
  return {
    path: [...spot.path, key],
    role,
    component,
    container,
    certainty: certaintyOf(component, container),
  };
}

// `resources`, `initResources`, `configReloaderResources`: what stands before the word says whose they are.
function prefixOf(key: string): string | null {
  const match = /^(?:(.*[a-z\d])R|r)esources$/.exec(key);
  return match === null ? null : (match[1] ?? "");
}

function holdsAmounts(block: Data): boolean {
  if (!(block instanceof Map)) return false;
  return ["requests", "limits"].some((bound) =>
    ["cpu", "memory"].some((resource) => textAt(block, [bound, resource]) !== null),
  );
}

// What a volume claim asks for is written in the same words.
function isClaim(path: NodePath): boolean {
  return path.some((key) => /volumeClaim|persisten|pvc/i.test(String(key)));
}

const lists = {
  containers: "main",
  container: "main",
  extraContainers: "sidecar",
  additionalContainers: "sidecar",
  sidecars: "sidecar",
  sidecarContainers: "sidecar",
  extraSidecars: "sidecar",
  initContainers: "init",
  extraInitContainers: "init",
} as const satisfies Readonly<Record<string, ContainerShape["role"]>>;

// They say what a thing is, not which one.
const structure =
  /^(?:controllers|pods?|podTemplate|podSpec|template|spec|values|deployments?|daemonsets?|statefulsets?|k8s)$/i;

function below(spot: Spot, key: string): Spot {
  const path = [...spot.path, key];
  const above = String(spot.path.at(-1) ?? "");
  // Below a list of containers by name, a key is the name.
  if (isList(above) && above !== "container") return { ...spot, path, container: key };
  if (isList(key)) return { ...spot, path, role: lists[key] };
  if (/^init(?:Container)?$|^init[A-Z]/.test(key)) return named({ ...spot, path, role: "init" }, key);
  if (/^sidecar$/i.test(key)) return { ...spot, path, role: "sidecar" };
  return structure.test(key) ? { ...spot, path } : named({ ...spot, path }, key);
}

// `prometheus.prometheusSpec` says one thing twice.
function named(spot: Spot, key: string): Spot {
  const word = key.length > 4 ? key.replace(/Spec$/, "") : key;
  return spot.component.at(-1) === word ? spot : { ...spot, component: [...spot.component, word] };
}

function belowItem(spot: Spot, index: number, item: Data): Spot {
  const path = [...spot.path, index];
  const name = textAt(item, ["name"]);
  if (isList(String(spot.path.at(-1) ?? ""))) return { ...spot, path, container: name ?? spot.container };
  return name === null ? { ...spot, path } : { ...spot, path, component: [...spot.component, name] };
}

function isList(key: string): key is keyof typeof lists {
  return Object.hasOwn(lists, key);
}

// The words that public charts use for their parts.
const usualParts = new Set(
  `server controller worker scheduler webserver web api app main operator manager webhook cainjector agent master replica
  primary secondary node proxy gateway frontend backend ui query querier queryFrontend distributor ingester compactor store
  storegateway storeGateway ruler read write singleBinary prometheus alertmanager grafana thanosRuler prometheusOperator
  kube-state-metrics kubeStateMetrics prometheus-node-exporter nodeExporter prometheusConfigReloader metrics exporter redis
  postgresql mysql mariadb mongodb rabbitmq kafka zookeeper dex notifications applicationSet repoServer certController
  admissionController backgroundController cleanupController reportsController speaker hubble relay envoy`.split(
    /\s+/,
  ),
);

function certaintyOf(component: readonly string[], container: string | null): ShapeCertainty {
  if (container !== null) return "named";
  return component.every((key) => usualParts.has(key)) ? "usual" : "guessed";
}
