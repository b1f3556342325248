import { parseAllDocuments } from "yaml";
import type { ResourcesDesign } from "../estate/design.ts";

/** What a reconciler applies, as far as the cluster knows of it. Objects of other kinds are left out. */
export interface Manifests {
  readonly deployments: readonly DeploymentManifest[];
  readonly autoscalers: readonly AutoscalerManifest[];
}

export interface DeploymentManifest {
  readonly namespace: string;
  readonly name: string;
  readonly replicas: number;
  readonly template: PodTemplate;
}

export interface PodTemplate {
  readonly containers: readonly {
    readonly name: string;
    readonly image: string;
    readonly resources: ResourcesDesign;
  }[];
  /** Changes with anything in it: pods of another one are replaced. */
  readonly text: string;
}

export interface AutoscalerManifest {
  readonly namespace: string;
  readonly name: string;
  /** The Deployment. */
  readonly target: string;
  readonly min: number;
  readonly max: number;
  readonly targetUtilization: number;
}

/** Reads rendered YAML; objects without a namespace go to the one given. Throws on what does not apply. */
export function readManifests(yaml: string, namespace: string): Manifests {
  const deployments: DeploymentManifest[] = [];
  const autoscalers: AutoscalerManifest[] = [];
  for (const document of parseAllDocuments(yaml)) {
    if (document.errors[0] !== undefined) throw document.errors[0];
    const object = fieldsOf(document.toJS());
    const kind = object["kind"];
    if (typeof kind === "string" && notSimulated.has(kind)) throw new Error(`a ${kind} is not simulated`);
    if (kind === "Deployment") deployments.push(deploymentIn(object, namespace));
    if (kind === "HorizontalPodAutoscaler") autoscalers.push(autoscalerIn(object, namespace));
  }
  return { deployments, autoscalers };
}

const notSimulated: ReadonlySet<string> = new Set([
  "StatefulSet",
  "DaemonSet",
  "CronJob",
  "Job",
  "Rollout",
  "Pod",
]);

function deploymentIn(object: Fields, namespace: string): DeploymentManifest {
  const spec = fieldsOf(object["spec"]);
  const template = fieldsOf(spec["template"]);
  const containers = listOf(fieldsOf(template["spec"])["containers"]).map((container) => ({
    name: textOf(container["name"]),
    image: textOf(container["image"]),
    resources: resourcesIn(fieldsOf(container["resources"])),
  }));
  return {
    ...nameIn(object, namespace),
    replicas: numberOf(spec["replicas"], 1),
    template: { containers, text: JSON.stringify(template) },
  };
}

function resourcesIn(resources: Fields): ResourcesDesign {
  const bound = (name: string): { readonly cpu?: string; readonly memory?: string } => {
    const { cpu, memory } = fieldsOf(resources[name]);
    return {
      ...(isSet(cpu) ? { cpu: String(cpu) } : {}),
      ...(isSet(memory) ? { memory: String(memory) } : {}),
    };
  };
  return { requests: bound("requests"), limits: bound("limits") };
}

// A key without a value is none.
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function autoscalerIn(object: Fields, namespace: string): AutoscalerManifest {
  const spec = fieldsOf(object["spec"]);
  const resource = fieldsOf(listOf(spec["metrics"])[0]?.["resource"]);
  const utilization = fieldsOf(resource["target"])["averageUtilization"];
  if (resource["name"] !== "cpu" || typeof utilization !== "number")
    throw new Error("only an autoscaler on the utilization of CPU is simulated");
  return {
    ...nameIn(object, namespace),
    target: textOf(fieldsOf(spec["scaleTargetRef"])["name"]),
    min: numberOf(spec["minReplicas"], 1),
    max: numberOf(spec["maxReplicas"], 1),
    targetUtilization: utilization,
  };
}

function nameIn(object: Fields, namespace: string): { readonly namespace: string; readonly name: string } {
  const metadata = fieldsOf(object["metadata"]);
  return { namespace: textOf(metadata["namespace"] ?? namespace), name: textOf(metadata["name"]) };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function textOf(value: unknown): string {
  if (typeof value !== "string" || value === "") throw new Error("a name or an image is missing");
  return value;
}

function numberOf(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}
