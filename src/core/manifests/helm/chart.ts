import { isMap, type Node } from "yaml";
import { err, ok, type Refusal, type RepositoryFiles, type Result } from "../../model/index.ts";
import { parseFile } from "../parsed-file.ts";
import { joinPath, within } from "../repository-path.ts";
import { listAt, stringAt } from "../yaml-nodes.ts";
import type { YamlText } from "../yaml-text.ts";

/** What a chart's own files say, before it meets any values. */
export interface Chart {
  /** Directory; `""` is the root. */
  readonly directory: string;
  readonly name: string;
  readonly version: string | null;
  /** It defines templates for others and renders nothing itself. */
  readonly isLibrary: boolean;
  /** Path of `values.yaml`; `null` where the chart has none. */
  readonly valuesFile: string | null;
  readonly hasSchema: boolean;
  /** Paths of its own templates, partials included. */
  readonly templates: readonly string[];
  readonly dependencies: readonly ChartDependency[];
}

export interface ChartDependency {
  readonly name: string;
  /** Key of its values in this chart's values: the alias, else the name. */
  readonly key: string;
  readonly version: string | null;
  readonly repository: string | null;
  /** Value that switches it on or off. */
  readonly condition: string | null;
}

/**
 * Reads the chart of a directory. Errors: `unreadable-file`, `malformed-file` or `template-file` for its `Chart.yaml`,
 * and for the `requirements.yaml` of Helm 2.
 */
export function readChart(files: RepositoryFiles, directory: string): Result<Chart, Refusal> {
  const inside = (path: string): string => (directory === "" ? path : `${directory}/${path}`);
  const parsed = parseFile(files, inside("Chart.yaml"));
  if (!parsed.ok) return parsed;
  const { yaml } = parsed.value;
  const root = rootOf(yaml);
  const name = stringAt(yaml, root, "name");
  if (name === null || !isMap(root))
    return err({ code: "unreadable-file", file: yaml.file, problem: "it does not name a chart" });
  const old = files.files.has(inside("requirements.yaml"))
    ? parseFile(files, inside("requirements.yaml"))
    : null;
  if (old !== null && !old.ok) return old;
  const listed = [yaml, ...(old === null ? [] : [old.value.yaml])].flatMap(dependenciesIn);
  return ok({
    directory,
    name,
    version: stringAt(yaml, root, "version"),
    isLibrary: stringAt(yaml, root, "type") === "library",
    valuesFile: files.files.has(inside("values.yaml")) ? inside("values.yaml") : null,
    hasSchema: files.files.has(inside("values.schema.json")),
    templates: [...files.files.keys()].filter((path) => within(inside("templates"), path)).sort(),
    dependencies: listed,
  });
}

function rootOf(yaml: YamlText): Node | null {
  return yaml.documents[0]?.contents ?? null;
}

function dependenciesIn(yaml: YamlText): readonly ChartDependency[] {
  return listAt(yaml, rootOf(yaml), "dependencies").flatMap((item) => {
    const name = stringAt(yaml, item, "name");
    if (name === null) return [];
    return [
      {
        name,
        key: stringAt(yaml, item, "alias") ?? name,
        version: stringAt(yaml, item, "version"),
        repository: stringAt(yaml, item, "repository"),
        condition: stringAt(yaml, item, "condition"),
      },
    ];
  });
}

/** The chart of this repository that a `file://` dependency means; `null` for any other one. */
export function localChartOf(directory: string, { repository }: ChartDependency): string | null {
  if (repository === null || !repository.startsWith("file://")) return null;
  return joinPath(directory, repository.slice("file://".length));
}
