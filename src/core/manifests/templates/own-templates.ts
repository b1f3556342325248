import type { RepositoryFiles } from "../../model/index.ts";
import { findCountSlots } from "../counts/count-slots.ts";
import { generatedMarker } from "../file-markers.ts";
import type { Chart } from "../helm/chart.ts";
import type { ChartTree } from "../helm/chart-tree.ts";
import { archiveOf } from "../helm/packed-charts.ts";
import type { ChartSurvey, ChartUse } from "../helm/survey-charts.ts";
import { type ParsedFile, textThroughLinks } from "../parsed-file.ts";
import { within } from "../repository-path.ts";
import { findSlots, type Slot } from "../slots.ts";
import { rangeOf } from "../yaml-nodes.ts";
import { parseYaml } from "../yaml-text.ts";
import { maskActions, maskFirstBranches } from "./mask-actions.ts";

/** A template of a chart that is the repository's own, with its actions masked, and what in it could decide a setting. */
export interface OwnTemplate {
  readonly file: ParsedFile;
  readonly slots: readonly Slot[];
  /** Makes YAML of its text, before an edit and after it. */
  readonly mask: (text: string) => string;
}

/**
 * The templates of all charts that are deployed and were written here, by path. One that is no YAML without its actions
 * (pieces of different depth, a key that two conditions write) is left out. Ids of slots count up from `firstId`.
 */
export function readOwnTemplates(
  { files, uses }: Pick<ChartSurvey, "files" | "uses">,
  firstId: number,
): ReadonlyMap<string, OwnTemplate> {
  const templates = new Map<string, OwnTemplate>();
  const tried = new Set<string>();
  let nextId = firstId;
  for (const use of uses.values()) {
    if (!use.ok) continue;
    for (const path of templatesOf(use.value)) {
      if (tried.has(path)) continue;
      tried.add(path);
      const template = readTemplate(files, path, nextId);
      if (template === null) continue;
      templates.set(path, template);
      nextId = Math.max(...template.slots.map(({ id }) => id)) + 1;
    }
  }
  return templates;
}

/** Paths of the templates of a chart and of those below it that were written here. */
export function templatesOf({ tree }: Pick<ChartUse, "tree">): readonly string[] {
  return tree.members.flatMap(({ chart }) => (isOwn(tree, chart) ? chart.templates : []));
}

// What a registry or another repository has is copied from there again, and what was changed in the copy is lost.
function isOwn({ members }: ChartTree, { directory, name }: Chart): boolean {
  if (archiveOf(`${directory}/`) !== null) return false;
  return !members.some(({ chart }) => {
    const folder = chart.directory === "" ? "charts" : `${chart.directory}/charts`;
    if (!within(folder, directory)) return false;
    const listed = chart.dependencies.find((dependency) => dependency.name === name);
    return listed?.repository != null && /^(?:https?|oci|git|s3|alias|@)/.test(listed.repository);
  });
}

function readTemplate(files: RepositoryFiles, path: string, firstId: number): OwnTemplate | null {
  const found = textThroughLinks(files, path);
  if (found === null || !/ontainers|eplicas/.test(found.text)) return null;
  const masked = [maskActions, maskFirstBranches].flatMap((mask) => {
    const yaml = parseYaml(path, mask(found.text));
    return yaml.ok ? [{ mask, yaml: yaml.value }] : [];
  });
  const [first] = masked;
  if (first === undefined) return null;
  const { mask, yaml } = first;
  const settings = findSlots(yaml, firstId);
  const all = [...settings, ...findCountSlots(yaml, firstId + settings.length)];
  const slots = all.filter((slot) => !holdsAction(slot, found.text));
  const generated = generatedMarker(found.text);
  const file = { path, text: found.text, yaml, generated, linkTo: found.linkTo };
  return slots.length === 0 ? null : { file, slots, mask };
}

// An action computes it: nothing of it may be replaced.
function holdsAction(slot: Slot, text: string): boolean {
  const [start, end] = rangeOf(slot.node);
  return slot.kind === "scalar" && text.slice(start, end) !== slot.yaml.text.slice(start, end);
}
