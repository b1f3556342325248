import { err, ok, type Result } from "../../model/index.ts";
import type { Data } from "../data.ts";
import type { HelmSource } from "../helm/helm-source.ts";
import { type ChartEntry, type ChartsOf, chartEntriesOf } from "./chart-entries.ts";

// What the other keys do (hooks left out, another version of Kubernetes, generated names) is not done here.
const followed: ReadonlySet<string> = new Set([
  "name",
  "releaseName",
  "namespace",
  "repo",
  "version",
  "valuesFile",
  "valuesInline",
  "valuesMerge",
  "additionalValuesFiles",
  "includeCRDs",
  "skipTests",
]);

/**
 * The charts that kustomize would inflate, all of which are in the repository. The error says in one sentence why one of
 * them cannot be rendered as kustomize would.
 */
export function inflatedCharts(kustomization: ChartsOf, data: Data): Result<readonly HelmSource[], string> {
  const sources: HelmSource[] = [];
  for (const entry of chartEntriesOf(kustomization, data)) {
    const problem = problemOf(kustomization, entry);
    if (problem !== null) return err(`${kustomization.file} ${problem}`);
    sources.push({
      chart: entry.directory ?? "",
      // What `helm template --generate-name` calls every release, which kustomize runs where no name is given.
      releaseName: entry.releaseName ?? "release-name",
      namespace: entry.namespace,
      values: entry.values,
      parameters: [],
    });
  }
  return ok(sources);
}

function problemOf({ files }: ChartsOf, entry: ChartEntry): string | null {
  const { name, directory, repository, home } = entry;
  const called = clip(name);
  if (directory === null)
    return `looks for the Helm chart ${called} in ${clip(home)}, outside the repository`;
  if (!files.files.has(directory === "" ? "Chart.yaml" : `${directory}/Chart.yaml`)) {
    return repository === null
      ? `inflates the Helm chart ${called}, which is not in ${clip(home)}`
      : `inflates the Helm chart ${called} from ${clip(repository)}, which is not fetched`;
  }
  const odd = entry.fields.find((field) => !followed.has(field));
  if (odd !== undefined) return `inflates the Helm chart ${called} with ${clip(odd)}, which is not followed`;
  const [lost] = entry.lost;
  return lost === undefined
    ? null
    : `gives the Helm chart ${called} values from ${clip(lost.written)}, which is not there`;
}

function clip(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 120);
}
