import type { AutoscalerManifest } from "./manifests.ts";

// The controller's defaults: no change within 10 %, and the highest wish of the last 300 s wins on the way down.
const tolerance = 0.1;
const stabilizationSeconds = 300;

/** A horizontal pod autoscaler on the utilization of CPU. */
export class Autoscaling {
  manifest: AutoscalerManifest;
  #wishes: readonly { readonly at: number; readonly replicas: number }[] = [];

  constructor(manifest: AutoscalerManifest) {
    this.manifest = manifest;
  }

  /** Replicas wanted at `at` (Unix seconds); `utilization` is in percent of the request, `null` where nothing runs. */
  replicas(at: number, current: number, utilization: number | null): number {
    const { min, max, targetUtilization } = this.manifest;
    const clamp = (replicas: number): number => Math.min(max, Math.max(min, replicas));
    if (utilization === null) return clamp(current);
    const ratio = utilization / targetUtilization;
    const wish = Math.abs(ratio - 1) <= tolerance ? current : Math.ceil(ratio * current);
    this.#wishes = [
      ...this.#wishes.filter((one) => one.at > at - stabilizationSeconds),
      { at, replicas: wish },
    ];
    return clamp(wish > current ? wish : Math.max(...this.#wishes.map(({ replicas }) => replicas)));
  }
}
