import type { TestProject } from "vitest/node";
import { preparePostgres } from "../postgres/prepare-postgres.ts";
import { findTool, type ToolName, type Tools, toolNames } from "./find-tool.ts";

declare module "vitest" {
  interface ProvidedContext {
    tools: Tools;
    /** Where the PostgreSQL of this run is started by the first test that needs one. */
    postgresFolder: string;
  }
}

const skippedWithout: Readonly<Record<ToolName, string>> = {
  prometheus: "tests against a real Prometheus server",
  promtool: "tests against a real Prometheus server",
  "victoria-metrics": "tests against a real VictoriaMetrics server",
  kubectl: "tests that render kustomizations or compare with kubectl",
  helm: "tests that render charts",
  postgres: "tests of the store on a real PostgreSQL",
  initdb: "tests of the store on a real PostgreSQL",
};

/**
 * Runs once before all tests: finds or installs the programs that tests use and hands their paths to
 * `inject("tools")`. A missing one skips its tests, except where CI is set: there nothing may be skipped.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = toolNames.filter((name) => findTool(name) === null);
  const problems = missing.length === 0 ? [] : await installMissing(missing);
  const tools: Tools = {
    prometheus: findTool("prometheus"),
    promtool: findTool("promtool"),
    "victoria-metrics": findTool("victoria-metrics"),
    kubectl: findTool("kubectl"),
    helm: findTool("helm"),
    postgres: findTool("postgres"),
    initdb: findTool("initdb"),
  };
  const lines = toolNames
    .filter((name) => tools[name] === null)
    .map((name) => `${name} is missing, so ${skippedWithout[name]} are skipped (${reason(name, problems)})`);
  if (lines.length > 0 && isSet(process.env["CI"])) throw new Error(lines.join("\n"));
  for (const line of lines) console.warn(line);
  project.provide("tools", tools);
  const postgres = await preparePostgres();
  project.provide("postgresFolder", postgres.folder);
  return postgres.stop;
}

// Loaded only when needed: with everything there, this setup takes a few milliseconds.
async function installMissing(missing: readonly ToolName[]): Promise<readonly string[]> {
  const { installTools } = await import("./install-tools.ts");
  return installTools(missing);
}

function reason(name: ToolName, problems: readonly string[]): string {
  return problems.find((problem) => problem.includes(name)) ?? "it could not be installed";
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "false" && value !== "0";
}
