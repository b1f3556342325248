import { quantity, toNumber } from "../../../src/core/model/index.ts";
import { meanCores } from "../estate/cpu-demand.ts";
import type { Controller, Node, ReplicaStep } from "../estate/estate.ts";
import { suffix } from "../estate/names.ts";
import { Autoscaling } from "./autoscaling.ts";
import { type Knobs, type Load, untouched } from "./load.ts";
import type { AutoscalerManifest, DeploymentManifest, PodTemplate } from "./manifests.ts";
import { PodRun, podName } from "./pod-run.ts";

/** Where a Deployment runs. */
export interface Surroundings {
  readonly seed: number;
  readonly nodes: readonly Node[];
  /** Cores beyond its request that a pod can count on, as a share of the request; Infinity on idle nodes. */
  readonly spareShare: number;
}

/** At one scrape; `time` in Unix milliseconds. */
export interface DeploymentStatus {
  readonly time: number;
  readonly generation: number;
  readonly observedGeneration: number;
  readonly wanted: number;
  readonly replicas: number;
  readonly updated: number;
  readonly ready: number;
}

/** A Deployment that rolls its pods over, scales and serves. Times are Unix seconds. */
export class DeploymentRun {
  readonly knobs: Knobs = untouched();
  readonly load: Load;
  manifest: DeploymentManifest;
  generation = 1;
  /** Its own generation that the controller has seen. */
  observedGeneration = 0;
  /** Pods that run, then those that ended since they were last written down. */
  pods: readonly PodRun[] = [];
  ended: readonly PodRun[] = [];
  replicas: readonly ReplicaStep[] = [];
  controllers: readonly Controller[] = [];
  readonly #surroundings: Surroundings;
  #autoscaling: Autoscaling | null = null;
  #made = 0;
  #restarts = 0;
  #statuses: DeploymentStatus[] = [];
  /** Pods that were ready when requests were last shared out. */
  #serving = 0;

  constructor(manifest: DeploymentManifest, load: Load, surroundings: Surroundings) {
    this.manifest = manifest;
    this.load = load;
    this.#surroundings = surroundings;
  }

  /** Somebody else replaces all pods, as `kubectl rollout restart` does; reconcilers leave that alone. */
  restart(): void {
    this.#restarts += 1;
    this.generation += 1;
  }

  apply(manifest: DeploymentManifest): void {
    if (JSON.stringify(manifest) === JSON.stringify(this.manifest)) return;
    this.manifest = manifest;
    this.generation += 1;
  }

  scaleBy(autoscaler: AutoscalerManifest | null): void {
    if (autoscaler === null) this.#autoscaling = null;
    else if (this.#autoscaling === null) this.#autoscaling = new Autoscaling(autoscaler);
    else this.#autoscaling.manifest = autoscaler;
  }

  get autoscaler(): AutoscalerManifest | null {
    return this.#autoscaling?.manifest ?? null;
  }

  /** Runs to the next scrape. */
  step(at: number, seconds: number): void {
    for (const pod of this.pods) pod.step(at);
    this.#serve(at, seconds);
    this.observedGeneration = this.generation;
    const wanted = this.#wanted(at);
    if (this.replicas.at(-1)?.replicas !== wanted)
      this.replicas = [...this.replicas, { from: at, replicas: wanted }];
    this.#roll(at, wanted);
    for (const pod of this.pods) pod.note(at);
    this.#statuses.push(this.statusAt(at));
  }

  takeStatuses(): readonly DeploymentStatus[] {
    const taken = this.#statuses;
    this.#statuses = [];
    return taken;
  }

  /** Pods that were there since they were last taken. */
  takePods(): readonly PodRun[] {
    const taken = [...this.ended, ...this.pods];
    this.ended = [];
    return taken;
  }

  /** No more pods; it was deleted. */
  remove(at: number): void {
    this.#end(this.pods, at);
  }

  updated(): number {
    return this.pods.filter((pod) => this.#isCurrent(pod)).length;
  }

  /** What there is to see of it right now. */
  statusAt(at: number): DeploymentStatus {
    const ready = this.ready(at);
    return {
      time: at * 1000,
      generation: this.generation,
      observedGeneration: this.observedGeneration,
      wanted: this.wanted,
      replicas: this.pods.length,
      updated: this.updated(),
      ready,
    };
  }

  get wanted(): number {
    return this.replicas.at(-1)?.replicas ?? this.manifest.replicas;
  }

  ready(at: number): number {
    return this.pods.filter((pod) => pod.isReady(at)).length;
  }

  isRolledOut(at: number): boolean {
    const { generation, observedGeneration, wanted, replicas, updated, ready } = this.statusAt(at);
    return generation === observedGeneration && [replicas, updated, ready].every((count) => count === wanted);
  }

  get #template(): PodTemplate {
    const { containers, text } = this.manifest.template;
    return { containers, text: `${text} ${this.#restarts}` };
  }

  #isCurrent(pod: PodRun): boolean {
    return pod.template.text === this.#template.text;
  }

  #wanted(at: number): number {
    if (this.#autoscaling === null) return this.manifest.replicas;
    const current = this.wanted;
    const cores = this.pods.flatMap((pod) => (pod.isReady(at) ? [pod.cores ?? 0] : []));
    const request = requested(this.manifest);
    const isMeasured = cores.length > 0 && request > 0;
    const used = cores.reduce((sum, one) => sum + one, 0);
    return this.#autoscaling.replicas(at, current, isMeasured ? (100 * used) / cores.length / request : null);
  }

  /** One pod more than wanted while it rolls over, and none less that is ready; the first ones come all at once. */
  #roll(at: number, wanted: number): void {
    const old = this.pods.filter((pod) => !this.#isCurrent(pod));
    const fresh = this.pods.filter((pod) => this.#isCurrent(pod));
    const room =
      old.length === 0
        ? wanted - fresh.length
        : Math.min(wanted - fresh.length, wanted + 1 - this.pods.length);
    for (let i = 0; i < room; i += 1) this.#create(at);
    const surplus = this.ready(at) - wanted;
    const [first] = old;
    if (first !== undefined && (surplus > 0 || !first.isReady(at))) this.#end([first], at);
    else if (fresh.length > wanted) this.#end(fresh.slice(wanted), at);
  }

  #create(at: number): void {
    const { seed, nodes } = this.#surroundings;
    const { namespace, name } = this.manifest;
    const template = this.#template;
    const replicaSet = `${name}-${suffix(`${seed}/${namespace}/${name}/${template.text}`, 10)}`;
    this.#made += 1;
    const node = nodes[this.#made % nodes.length];
    if (node === undefined) throw new Error("the cluster has no nodes");
    if (!this.controllers.some((one) => one.name === replicaSet)) {
      const controller = {
        kind: "ReplicaSet",
        name: replicaSet,
        createdAt: at,
        deletedAt: Number.POSITIVE_INFINITY,
      } as const;
      this.controllers = [...this.controllers, controller];
    }
    const place = { seed, name: podName(`${replicaSet}`, this.#made), replicaSet, node, at };
    const share = (): number => 1 / Math.max(1, this.#serving);
    this.pods = [...this.pods, new PodRun(template, place, this.load, this.knobs, share)];
  }

  #end(pods: readonly PodRun[], at: number): void {
    for (const pod of pods) pod.stop(at);
    this.pods = this.pods.filter((pod) => !pods.includes(pod));
    this.ended = [...this.ended, ...pods];
  }

  #serve(at: number, seconds: number): void {
    const serving = this.pods.filter((pod) => pod.isReady(at));
    this.#serving = serving.length;
    const { traffic, containers } = this.load;
    const first = this.manifest.template.containers[0];
    const demand = first === undefined ? undefined : containers[first.name];
    if (traffic === undefined || demand === undefined) return;
    const { cpu, latency, failing } = this.knobs;
    const requests = meanCores(demand.cpu, at - seconds / 2) * cpu * traffic.perCoreSecond * seconds;
    for (const pod of serving) {
      const cores = pod.serving?.coresNeeded ?? 0;
      const load = cores / this.#capacity(pod);
      pod.service?.serve(at * 1000, {
        requests: requests / serving.length,
        load,
        latencyFactor: latency,
        failing,
      });
    }
  }

  /** Cores that the first container of a pod can have. */
  #capacity(pod: PodRun): number {
    const { requests, limits } = pod.containers[0]?.resources ?? {};
    const limit = limits?.cpu === undefined ? Number.POSITIVE_INFINITY : cores(limits.cpu);
    const request = requests?.cpu === undefined ? 0 : cores(requests.cpu);
    const { spareShare } = this.#surroundings;
    return spareShare === Number.POSITIVE_INFINITY ? limit : Math.min(limit, request * (1 + spareShare));
  }
}

function requested({ template }: DeploymentManifest): number {
  return template.containers.reduce((sum, { resources }) => sum + cores(resources.requests?.cpu ?? "0"), 0);
}

function cores(text: string): number {
  return toNumber(quantity(text));
}
