import type { Viewpoint } from "../http/router.ts";
import { fullName, type Repository } from "../state/world.ts";
import { nodeId } from "./node-id.ts";

/** A label that an issue carries, also after it was taken from the repository. */
export function labelJson(
  view: Viewpoint,
  repository: Repository,
  name: string,
): Readonly<Record<string, unknown>> {
  const label = repository.labels.get(name.toLowerCase());
  return {
    id: label?.id ?? 0,
    node_id: nodeId.label(name),
    url: `${view.apiUrl}/repos/${fullName(repository)}/labels/${encodeURIComponent(name)}`,
    name,
    description: label?.description ?? "",
    color: label?.color ?? "ededed",
    default: false,
  };
}
