import { type Duration, duration, type Instant, instant } from "../../../src/core/model/index.ts";
import type { Estate } from "../estate/estate.ts";
import { writeNodes } from "../estate/open-metrics/nodes.ts";
import type { Branch } from "./branch.ts";
import { DeploymentRun } from "./deployment-run.ts";
import type { Load } from "./load.ts";
import type { DeploymentManifest, Manifests } from "./manifests.ts";
import { MetricStore } from "./metric-store.ts";
import { Reconciler, type ReconcilerOrder } from "./reconciler.ts";
import { recordDeployment } from "./record-deployment.ts";
import { recordReconciler } from "./record-reconciler.ts";

export interface ClusterOptions {
  /** On a full minute. */
  readonly start: Instant;
  readonly branch: Branch;
  readonly reconcilers: readonly ReconcilerOrder[];
  /** What each Deployment has to do. */
  readonly load: (deployment: { readonly namespace: string; readonly name: string }) => Load;
  /** Default 1. */
  readonly seed?: number;
  /** Default 3. */
  readonly nodes?: number;
  /** Cores beyond its request that a pod can count on, as a share of the request. Default Infinity: idle nodes. */
  readonly spareShare?: number;
}

/**
 * A cluster with a clock that is moved by hand. It is scraped once a minute; the same orders and the same moves give
 * the same samples.
 */
export class Cluster {
  readonly metrics = new MetricStore();
  readonly #estate: Estate;
  readonly #options: ClusterOptions;
  readonly #reconcilers: readonly Reconciler[];
  readonly #deployments = new Map<string, DeploymentRun>();
  /** Unix seconds. */
  #now: number;
  #unrecorded: number[] = [];

  private constructor(options: ClusterOptions) {
    this.#now = options.start / 1000;
    this.#options = options;
    this.#reconcilers = options.reconcilers.map((order) => new Reconciler(order, options.branch, this.#now));
    this.#estate = {
      ...{ seed: options.seed ?? 1, cluster: null, start: this.#now, end: Number.POSITIVE_INFINITY },
      ...{ scrapeSeconds, detail: "full", workloads: [] },
      nodes: describeNodes(options.nodes ?? 3),
    };
  }

  /** Starts with what is on the branch. */
  static async start(options: ClusterOptions): Promise<Cluster> {
    const cluster = new Cluster(options);
    for (const reconciler of cluster.#reconcilers) cluster.#apply(await reconciler.install());
    return cluster;
  }

  get now(): Instant {
    return instant(this.#now * 1000);
  }

  /** What was merged before this call is what reconcilers find during it. */
  async advance(by: Duration): Promise<void> {
    await Promise.all(this.#reconcilers.map((reconciler) => reconciler.fetch()));
    const until = this.#now + by / 1000;
    while (this.#now + scrapeSeconds <= until) {
      this.#now += scrapeSeconds;
      this.#step();
      if (this.#unrecorded.length >= mostUnrecorded) this.#record();
    }
    this.#record();
  }

  /** Advances until it holds; throws where it does not within the time. */
  async until(holds: () => boolean, within: Duration): Promise<void> {
    const last = this.#now + within / 1000;
    while (!holds()) {
      if (this.#now >= last) throw new Error("it did not come to pass within the time");
      await this.advance(duration(scrapeSeconds, "s"));
    }
  }

  deployment(namespace: string, name: string): DeploymentRun {
    const found = this.#deployments.get(`${namespace}/${name}`);
    if (found === undefined) throw new Error(`there is no Deployment ${namespace}/${name}`);
    return found;
  }

  reconciler(name: string): Reconciler {
    const found = this.#reconcilers.find(({ order }) => order.name === name);
    if (found === undefined) throw new Error(`there is no reconciler ${name}`);
    return found;
  }

  isRolledOut(namespace: string, name: string): boolean {
    return this.deployment(namespace, name).isRolledOut(this.#now);
  }

  #step(): void {
    const at = this.#now;
    for (const reconciler of this.#reconcilers) {
      const applied = reconciler.step(at);
      if (applied !== null) this.#apply(applied);
    }
    for (const run of this.#deployments.values()) run.step(at, scrapeSeconds);
    for (const reconciler of this.#reconcilers) reconciler.note(at, this.#isHealthy(reconciler));
    this.#unrecorded.push(at * 1000);
  }

  #isHealthy({ order }: Reconciler): boolean {
    return [...this.#deployments.values()].every(
      (run) => run.manifest.namespace !== order.namespace || run.isRolledOut(this.#now),
    );
  }

  #apply({ deployments, autoscalers }: Manifests): void {
    // What was seen so far was seen of what was there before.
    this.#record();
    for (const manifest of deployments) {
      const run = this.#running(manifest);
      run.apply(manifest);
      const { namespace, name } = manifest;
      run.scaleBy(autoscalers.find((one) => one.namespace === namespace && one.target === name) ?? null);
    }
  }

  #running(manifest: DeploymentManifest): DeploymentRun {
    const key = `${manifest.namespace}/${manifest.name}`;
    const { seed, nodes } = this.#estate;
    const { load, spareShare = Number.POSITIVE_INFINITY } = this.#options;
    const run =
      this.#deployments.get(key) ?? new DeploymentRun(manifest, load(manifest), { seed, nodes, spareShare });
    this.#deployments.set(key, run);
    return run;
  }

  #record(): void {
    const times = this.#unrecorded;
    this.#unrecorded = [];
    if (times.length === 0) return;
    writeNodes(this.metrics, this.#estate, times);
    for (const run of this.#deployments.values()) recordDeployment(this.metrics, this.#estate, run, times);
    for (const reconciler of this.#reconcilers) recordReconciler(this.metrics, this.#estate, reconciler);
  }
}

const scrapeSeconds = 60;
// A day, so that what waits to be recorded stays small.
const mostUnrecorded = 1440;

function describeNodes(count: number): Estate["nodes"] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ name: `node-${i + 1}`, address: `10.0.0.${i + 1}`, offset: 0 },
    // On-demand prices of a machine type (n2-standard, us-central1).
    ...{ coreHour: 0.031611, gibHour: 0.004237 },
  }));
}
