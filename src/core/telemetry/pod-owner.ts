import type { OwnerSource, WorkloadKind } from "../model/index.ts";

/** The workload that a pod belongs to, and how that was found out. */
export interface PodOwner {
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly source: OwnerSource;
}
