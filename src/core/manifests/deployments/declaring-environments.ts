import type { BuiltSurvey } from "../built-survey.ts";
import { splitRender } from "../data.ts";
import type { ChartEnvironment, Environment } from "../environment.ts";
import { generatedMarker } from "../file-markers.ts";
import type { ParsedFile } from "../parsed-file.ts";
import { parseYaml } from "../yaml-text.ts";
import type { RenderedDeclarations } from "./rendered-declarations.ts";
import { declaringTemplate, mayDeclare } from "./repository/chart-facts.ts";
import { readTree } from "./repository/repository-tree.ts";

/** An environment whose chart writes declarations when it is rendered. */
export interface DeclaringEnvironment {
  readonly environment: ChartEnvironment;
  readonly template: string;
}

export function declaringEnvironments(
  survey: BuiltSurvey & { readonly environments: readonly Environment[] },
): readonly DeclaringEnvironment[] {
  const tree = readTree(survey);
  const templates = new Map<string, string | null>();
  return survey.environments.flatMap((environment) => {
    if (environment.kind !== "chart") return [];
    const { path } = environment;
    const template = templates.get(path) ?? declaringTemplate({ survey, tree }, path);
    templates.set(path, template);
    return template === null ? [] : [{ environment, template }];
  });
}

/** What such an environment renders. */
export interface DeclaringRender extends DeclaringEnvironment {
  readonly rendered: string;
}

/**
 * Reads what renders declare. A declaration that several of them hold is one: a chart may deploy itself, and it is the
 * same object in the cluster.
 */
export function readRenderedDeclarations(
  renders: readonly DeclaringRender[],
): readonly RenderedDeclarations[] {
  const seen = new Set<string>();
  const found = new Map<string, RenderedDeclarations>();
  for (const { environment, template, rendered } of renders) {
    const texts = splitRender(rendered).filter((text) => mayDeclare(text) && !seen.has(text.trim()));
    for (const text of texts) seen.add(text.trim());
    const path = freeName(`${template} (rendered as ${environment.source.releaseName})`, found);
    const file = readDeclarations(path, texts.join("---\n"));
    const { chart, namespace } = environment.source;
    if (file !== null) found.set(path, { file, origin: { chart, template, namespace } });
  }
  return [...found.values()];
}

function readDeclarations(path: string, text: string): ParsedFile | null {
  const yaml = text === "" ? null : parseYaml(path, text);
  if (yaml === null || !yaml.ok) return null;
  return { path, text, yaml: yaml.value, generated: generatedMarker(text), linkTo: null };
}

function freeName(wanted: string, taken: ReadonlyMap<string, unknown>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted} (${count})`;
  return name;
}
