import type { RepositoryFiles } from "../model/index.ts";
import { isCountedKind } from "./counts/count-fields.ts";
import type { Kustomization } from "./kustomization.ts";
import { customNodesIn, operatorNodesIn } from "./operators/operator-objects.ts";
import type { ParsedFile } from "./parsed-file.ts";
import { directoryOf } from "./repository-path.ts";
import { containersOf, type ObjectNode, objectsIn, workloadsIn } from "./workload-nodes.ts";
import { lookUpPath } from "./yaml-nodes.ts";

/**
 * Manifests that are applied as they are, by directory. Beside a kustomization, a file that it does not name is not
 * applied; and a workload whose containers have no image is a patch, wherever it is, as is an autoscaler that scales nothing.
 */
export function rawManifests(
  parsed: ReadonlyMap<string, ParsedFile>,
  kustomizations: ReadonlyMap<string, Kustomization>,
  included: ReadonlySet<string>,
  files: RepositoryFiles,
): ReadonlyMap<string, readonly ParsedFile[]> {
  const directories = new Map<string, ParsedFile[]>();
  for (const file of parsed.values()) {
    const directory = directoryOf(file.path);
    if (included.has(file.path) || kustomizations.has(directory) || isInChart(directory, files)) continue;
    if (holdsManifest(file)) directories.set(directory, [...(directories.get(directory) ?? []), file]);
  }
  return directories;
}

// Whether the file holds a workload or an autoscaler that could be applied alone, or what an operator makes one from.
function holdsManifest({ yaml }: ParsedFile): boolean {
  return (
    operatorNodesIn(yaml).length > 0 ||
    customNodesIn(yaml).length > 0 ||
    workloadsIn(yaml).some((workload) => containersOf(workload).some(({ hasImage }) => hasImage)) ||
    objectsIn(yaml).some((object) => scalesSomething(object))
  );
}

function scalesSomething({ yaml, root, apiVersion, kind }: ObjectNode): boolean {
  return (
    isCountedKind(apiVersion, kind) &&
    lookUpPath(yaml, root, ["spec", "scaleTargetRef", "name"]) !== undefined
  );
}

// What helm reads or packs as data. Other folders below a chart may well hold manifests of their own.
const chartFolders: ReadonlySet<string> = new Set([
  "",
  "templates",
  "charts",
  "crds",
  "ci",
  "tests",
  "files",
]);

/** Whether the files of a directory are a chart's: templates, values or data, and never applied as they are. */
export function isInChart(directory: string, files: RepositoryFiles): boolean {
  const parts = directory === "" ? [] : directory.split("/");
  for (let length = parts.length; length >= 0; length--) {
    const above = parts.slice(0, length).join("/");
    const isChart = files.files.has(above === "" ? "Chart.yaml" : `${above}/Chart.yaml`);
    if (isChart && chartFolders.has(parts[length] ?? "")) return true;
  }
  return false;
}
