import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { err } from "../../core/model/index.ts";
import type { ChartToRender, Rendered } from "../../ports/renderer.ts";
import { type ProgramRun, runProgram } from "./run-program.ts";
import { isSafe } from "./scratch-tree.ts";

/**
 * Runs `helm template` on a chart of the scratch tree. Without `--validate`, helm talks to no cluster and `lookup`
 * finds nothing; no plugin, post-renderer or repository is configured. `skipSchema` leaves values unvalidated.
 */
export async function runHelm(
  where: Pick<ProgramRun, "program" | "cwd" | "home" | "limits">,
  chart: ChartToRender,
  skipSchema: boolean,
): Promise<Rendered> {
  const odd = oddityOf(chart);
  if (odd !== null) return err(odd);
  const folder = await mkdtemp(join(where.home, "values-"));
  try {
    const files = await valuesFiles(chart, folder);
    const args = [...argumentsOf(chart, files), ...(skipSchema ? ["--skip-schema-validation"] : [])];
    const target = chart.directory === "" ? "." : `./${chart.directory}`;
    return await runProgram({
      ...where,
      args: ["template", ...args, "--", chart.releaseName, target],
      messageIn,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// What helm would read as a flag, a URL or a path outside the tree never reaches it.
function oddityOf(chart: ChartToRender): string | null {
  const { directory, releaseName, namespace, values, kubeVersion, apiVersions } = chart;
  if (directory !== "" && !isSafe(directory)) return "the directory of the chart has an unusual name";
  if (!isName(releaseName, 53)) return `the release name ${JSON.stringify(releaseName)} is not a valid one`;
  if (namespace !== null && !isName(namespace, 63))
    return `the namespace ${JSON.stringify(namespace)} is not a valid one`;
  const outside = values.find((source) => source.from === "file" && !isSafe(source.path));
  if (outside?.from === "file")
    return `the values file ${JSON.stringify(outside.path)} is outside the repository`;
  if (kubeVersion !== undefined && !/^v?\d[\w.+-]{0,40}$/.test(kubeVersion))
    return `the Kubernetes version ${JSON.stringify(kubeVersion)} is not a valid one`;
  const version = apiVersions?.find((text) => !/^[\w.-]{1,253}(?:\/[\w.-]{1,63}){0,2}$/.test(text));
  return version === undefined ? null : `the API version ${JSON.stringify(version)} is not a valid one`;
}

function isName(text: string, longest: number): boolean {
  return text.length <= longest && /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/.test(text);
}

async function valuesFiles(chart: ChartToRender, folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const [index, source] of chart.values.entries()) {
    if (source.from === "file") files.push(`./${source.path}`);
    else {
      const file = join(folder, `${index}.yaml`);
      await writeFile(file, source.text, { mode: 0o600 });
      files.push(file);
    }
  }
  return files;
}

function argumentsOf(chart: ChartToRender, files: readonly string[]): readonly string[] {
  const { namespace, parameters, kubeVersion, apiVersions, includeCrds } = chart;
  return [
    ...(namespace === null ? [] : [`--namespace=${namespace}`]),
    ...files.map((file) => `--values=${file}`),
    ...parameters.map(({ name, value, forceString }) => {
      const flag = forceString ? "--set-string" : "--set";
      return `${flag}=${name}=${escapeCommas(value)}`;
    }),
    ...(kubeVersion === undefined ? [] : [`--kube-version=${kubeVersion}`]),
    ...(apiVersions ?? []).map((version) => `--api-versions=${version}`),
    ...(includeCrds ? ["--include-crds"] : []),
    // Pods of `helm test` run on request only.
    "--skip-tests",
  ];
}

// As Argo CD does (cleanSetParameters in util/helm): a comma would begin the next parameter, except in a `{list}`.
function escapeCommas(value: string): string {
  return value.startsWith("{") && value.endsWith("}") ? value : value.replace(/([^\\]),/g, "$1\\,");
}

function messageIn(lines: readonly string[]): string | null {
  const start = lines.findIndex((line) => line.startsWith("Error: "));
  if (start < 0) return null;
  const end = lines.findIndex((line, index) => index > start && line.startsWith("Use --debug"));
  return lines
    .slice(start, end < 0 ? undefined : end)
    .map((line) => line.trim())
    .join(" ")
    .replace(/^Error: /, "");
}
