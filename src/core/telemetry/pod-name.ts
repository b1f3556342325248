import type { WorkloadKind } from "../model/index.ts";
import type { PodOwner } from "./pod-owner.ts";

// The alphabet of Kubernetes' generated suffixes (k8s.io/apimachinery/pkg/util/rand): no vowels, no 0, 1 or 3.
const random = "[bcdfghjklmnpqrstvwxz2456789]";

const shapes: readonly { readonly kind: WorkloadKind; readonly pattern: RegExp }[] = [
  // CronJob: name, scheduled time in minutes since the epoch (in seconds before 1.21), optional index, suffix.
  { kind: "CronJob", pattern: new RegExp(`^(.+)-\\d{8,10}(?:-\\d+)?-${random}{5}$`) },
  // Deployment: name, hash of the template (up to 10 characters), suffix.
  { kind: "Deployment", pattern: new RegExp(`^(.+)-${random}{6,10}-${random}{5}$`) },
  // StatefulSet: name, ordinal.
  { kind: "StatefulSet", pattern: /^(.+)-\d{1,4}$/ },
  // DaemonSet (or a Job, or a bare ReplicaSet): name, suffix.
  { kind: "DaemonSet", pattern: new RegExp(`^(.+)-${random}{5}$`) },
];

/** Guesses the workload from a pod's name where nothing else tells. A guess can be wrong and is reported as one. */
export function guessOwner(pod: string): PodOwner | null {
  for (const { kind, pattern } of shapes) {
    const name = pattern.exec(pod)?.[1];
    if (name !== undefined) return { kind, name, source: "pod-name" };
  }
  return null;
}
