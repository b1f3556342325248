import { err, ok, type Refusal, type RepositoryFiles, type Result } from "../../model/index.ts";
import type { NodePath } from "../node-path.ts";
import { type Chart, type ChartDependency, localChartOf, readChart } from "./chart.ts";

/** A chart with the charts below it, as they are in the repository. */
export interface ChartTree {
  readonly chart: Chart;
  /** Where its values lie in the values of the topmost chart; a chart that is used twice has two. */
  readonly members: readonly ChartMember[];
  /** Charts of the repository that are to stand in `charts/` folders where they are not. */
  readonly links: readonly { readonly at: string; readonly chart: string }[];
}

export interface ChartMember {
  readonly chart: Chart;
  /** Keys of its values, from the topmost chart: `["shop", "redis"]`. */
  readonly scope: NodePath;
}

// Real charts have up to about fifty members in four levels. Charts that contain each other have no end.
const most = 200;
const deepest = 12;

/**
 * Follows the dependencies of a chart through the repository. Errors: `missing-dependency` with the names of all that
 * are not there, or what stops one of the charts from being read.
 */
export function readChartTree(files: RepositoryFiles, directory: string): Result<ChartTree, Refusal> {
  const top = readChart(files, directory);
  if (!top.ok) return top;
  const found: Found = { files, members: [], links: new Map(), missing: [] };
  const stopped = follow(found, top.value, []);
  if (stopped !== null) return err(stopped);
  if (found.missing.length > 0)
    return err({ code: "missing-dependency", chart: directory || ".", dependencies: found.missing });
  const links = [...found.links].map(([at, chart]) => ({ at, chart }));
  return ok({ chart: top.value, members: found.members, links });
}

interface Found {
  readonly files: RepositoryFiles;
  readonly members: ChartMember[];
  readonly links: Map<string, string>;
  readonly missing: string[];
}

function follow(found: Found, chart: Chart, scope: NodePath): Refusal | null {
  found.members.push({ chart, scope });
  if (found.members.length > most || scope.length > deepest)
    return {
      code: "unreadable-file",
      file: chartFile(chart),
      problem: "its dependencies have no end, or are too many",
    };
  const folder = chart.directory === "" ? "charts" : `${chart.directory}/charts`;
  const unpacked = unpackedIn(found.files, folder);
  const listed = new Set(chart.dependencies.map(({ name }) => name));
  for (const dependency of chart.dependencies) {
    const at = [...unpacked].find(([, name]) => name === dependency.name)?.[0];
    const stopped =
      at === undefined
        ? link(found, chart, dependency, scope, folder)
        : enter(found, at, [...scope, dependency.key]);
    if (stopped !== null) return stopped;
  }
  for (const [at, name] of unpacked) {
    if (listed.has(name)) continue;
    const stopped = enter(found, at, [...scope, name]);
    if (stopped !== null) return stopped;
  }
  return null;
}

function enter(found: Found, directory: string, scope: NodePath): Refusal | null {
  const chart = readChart(found.files, directory);
  return chart.ok ? follow(found, chart.value, scope) : chart.error;
}

function link(
  found: Found,
  chart: Chart,
  dependency: ChartDependency,
  scope: NodePath,
  folder: string,
): Refusal | null {
  const local = localChartOf(chart.directory, dependency);
  const source = local === null ? null : readChart(found.files, local);
  if (local === null || source === null || !source.ok || source.value.name !== dependency.name) {
    found.missing.push(describe(found.files, folder, dependency));
    return null;
  }
  found.links.set(`${folder}/${dependency.name}`, local);
  return follow(found, source.value, [...scope, dependency.key]);
}

function describe(files: RepositoryFiles, folder: string, { name, repository }: ChartDependency): string {
  const packed = [...files.files.keys()].find(
    (path) => path.startsWith(`${folder}/${name}-`) && path.endsWith(".tgz"),
  );
  if (packed !== undefined) return `${name} (packed in ${packed})`;
  return repository === null || repository === "" ? name : `${name} from ${repository}`;
}

/** Charts in a `charts/` folder, with their names. */
function unpackedIn(files: RepositoryFiles, folder: string): ReadonlyMap<string, string> {
  const charts = new Map<string, string>();
  for (const path of files.files.keys()) {
    const match = path.startsWith(`${folder}/`)
      ? /^([^/]+)\/Chart\.yaml$/.exec(path.slice(folder.length + 1))
      : null;
    const directory = match === null ? null : `${folder}/${match[1]}`;
    // Helm leaves out folders whose names begin like this.
    if (directory === null || /^[._]/.test(match?.[1] ?? "")) continue;
    const chart = readChart(files, directory);
    if (chart.ok) charts.set(directory, chart.value.name);
  }
  return charts;
}

function chartFile({ directory }: Chart): string {
  return directory === "" ? "Chart.yaml" : `${directory}/Chart.yaml`;
}
