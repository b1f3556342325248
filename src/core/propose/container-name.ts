import { type ChangePlan, type ContainerRef, describeWorkload } from "../model/index.ts";

/** A container as a body names it: with its workload where there are several. */
export function containerName({ group }: ChangePlan, target: ContainerRef): string {
  return group === undefined ? target.container : `${describeWorkload(target)} ${target.container}`;
}
