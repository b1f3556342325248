import { formatPath } from "../node-path.ts";
import { type ContainerNode, podSpecPath, type WorkloadNode } from "../workload-nodes.ts";

/** Where a container stands in its document, for people. */
export function containerPath(workload: WorkloadNode, { list, index }: ContainerNode): string {
  return formatPath([...workload.path, ...podSpecPath(workload.kind), list, index]);
}
