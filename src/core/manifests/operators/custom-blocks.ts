import { type Data, dataAt, textAt } from "../data.ts";
import { groupOf, isWorkloadOf } from "../workload-nodes.ts";
import { type CustomResource, isOperatorKind } from "./operator-containers.ts";

/** A block of resources in a custom resource of a kind that no row tells anything of. */
export interface CustomBlock {
  readonly resource: CustomResource;
  readonly namespace: string | null;
}

// What these say of resources is for a chart or a patch, and not for what an operator makes.
const deployers = /(?:^|\.)(?:toolkit\.fluxcd\.io|argoproj\.io|kustomize\.config\.k8s\.io)$/;

// Groups of Kubernetes itself, and of what it publishes: policies, metrics, autoscalers.
const builtIn = /^[^.]*$|(?:^|\.)k8s\.io$/;

// Nobody has more parts in one object.
const mostParts = 100;

/**
 * The mappings with amounts of CPU or memory at `spec.resources` and `spec.<part>.resources`; none in a kind whose row
 * says what is made from it, or that a deployer reads.
 */
export function customBlocks(object: Data): readonly CustomBlock[] {
  const [apiVersion, kind] = [textAt(object, ["apiVersion"]), textAt(object, ["kind"])];
  const name = textAt(object, ["metadata", "name"]);
  if (apiVersion === null || kind === null || name === null || !isForeign(apiVersion, kind)) return [];
  const spec = dataAt(object, ["spec"]);
  const parts = spec instanceof Map ? [...spec.keys()].slice(0, mostParts) : [];
  const places = [["spec"], ...parts.map((part) => ["spec", String(part)])];
  const namespace = textAt(object, ["metadata", "namespace"]);
  return places
    .filter((at) => holdsAmounts(dataAt(object, [...at, "resources"])))
    .map((at) => ({ resource: { apiVersion, kind, name, at }, namespace }));
}

/** Whether what an object of this version and kind becomes is not known, but an operator may make workloads from it. */
export function isForeign(apiVersion: string, kind: string): boolean {
  const group = groupOf(apiVersion);
  if (builtIn.test(group) || deployers.test(group)) return false;
  return !isWorkloadOf(apiVersion, kind) && !isOperatorKind(apiVersion, kind);
}

function holdsAmounts(block: Data): boolean {
  return ["requests", "limits"].some((bound) =>
    ["cpu", "memory"].some((resource) => textAt(block, [bound, resource]) !== null),
  );
}
