import { boundOf, resourceOf, type SettingName, settingNames } from "../../model/index.ts";
import type { LocatedCount } from "../counts/located-count.ts";
import type { NodePath } from "../node-path.ts";
import type { TracedContainer } from "../trace.ts";
import { podSpecPath } from "../workload-nodes.ts";
import type { Addition } from "./draft.ts";
import { scalarText } from "./scalar-text.ts";

/** What becomes a patch of one object. */
export type NewPatch = WorkloadPatch | CountPatch;

/** Values for the containers of one workload. */
export interface WorkloadPatch {
  readonly apiVersion: string;
  readonly kind: TracedContainer["kind"];
  /** Name at the moment that the patches of the environment's own kustomization are applied. */
  readonly name: string;
  /** Only where a workload of the same kind and name is in another namespace. */
  readonly namespace: string | null;
  readonly containers: readonly ContainerPatch[];
}

/** Values for the counts of one object. */
export interface CountPatch {
  readonly kind: LocatedCount["kind"];
  /** As of a workload's patch. */
  readonly name: string;
  readonly namespace: string | null;
  readonly counts: readonly { readonly path: NodePath; readonly addition: Addition }[];
}

interface ContainerPatch {
  readonly traced: TracedContainer;
  /** Names of the containers before it in its list. */
  readonly before: readonly string[];
  readonly additions: readonly Addition<SettingName>[];
}

/** A line of a patch; the value, if any, is written behind the text. */
export type PatchLine =
  | { readonly text: string; readonly value?: never }
  | { readonly text: string; readonly value: Addition; readonly written: string };

/** Keys of the patch's `target`. */
export function patchTarget({ kind, name, namespace }: NewPatch): readonly (readonly [string, string])[] {
  const target: [string, string][] = [
    ["kind", kind],
    // Kustomize reads it as a regular expression.
    ["name", name.replace(/\./g, "\\.")],
  ];
  if (namespace !== null) target.push(["namespace", namespace]);
  return target;
}

/**
 * The patch: a strategic merge where kustomize knows that containers are merged by name. It does not know that of an
 * Argo Rollout, whose list of containers a strategic merge would replace, so that one is patched by index. So are counts,
 * because the metrics of an autoscaler are such a list.
 */
export function patchBody(patch: NewPatch, indentless: boolean): readonly PatchLine[] {
  if ("counts" in patch) return countPatchBody(patch);
  return patch.kind === "Rollout" ? jsonPatchBody(patch) : mergeBody(patch, indentless);
}

function mergeBody(patch: WorkloadPatch, indentless: boolean): readonly PatchLine[] {
  const lines: PatchLine[] = [
    { text: `apiVersion: ${patch.apiVersion}` },
    { text: `kind: ${patch.kind}` },
    { text: "metadata:" },
    { text: `  name: ${JSON.stringify(patch.name)}`.replace(/"([a-z][a-z0-9-]*)"/, "$1") },
  ];
  const path = podSpecPath(patch.kind);
  for (const [depth, key] of path.entries()) lines.push({ text: `${"  ".repeat(depth)}${key}:` });
  const indent = "  ".repeat(path.length);
  for (const list of ["initContainers", "containers"]) {
    const patched = patch.containers.filter(({ traced }) => traced.init === (list === "initContainers"));
    if (patched.length === 0) continue;
    lines.push({ text: `${indent}${list}:` });
    const dash = indentless ? indent : `${indent}  `;
    for (const name of listedNames(patched)) {
      lines.push({ text: `${dash}- name: ${plainName(name)}` });
      const own = patched.find(({ traced }) => traced.container === name);
      if (own === undefined) continue;
      lines.push({ text: `${dash}  resources:` }, ...resourceLines(`${dash}    `, own.additions));
    }
  }
  return lines;
}

// A strategic merge puts the containers of the patch before all others, so the ones that stand before a patched
// container are named too: otherwise their order would change.
function listedNames(patched: readonly ContainerPatch[]): readonly string[] {
  const ordered = [...patched].sort((left, right) => left.traced.index - right.traced.index);
  return [...new Set(ordered.flatMap(({ traced, before }) => [...before, traced.container]))];
}

// DNS labels; one that a parser could take for a number, a date or a boolean is quoted.
function plainName(name: string): string {
  return /^[a-z][a-z0-9-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|y|n)$/.test(name)
    ? name
    : JSON.stringify(name);
}

function resourceLines(indent: string, additions: readonly Addition<SettingName>[]): readonly PatchLine[] {
  const lines: PatchLine[] = [];
  for (const bound of ["requests", "limits"] as const) {
    const own = additions.filter(({ setting }) => boundOf(setting) === bound);
    if (own.length > 0) lines.push({ text: `${indent}${bound}:` });
    for (const value of own) {
      const text = `${indent}  ${resourceOf(value.setting)}: `;
      lines.push({ text, value, written: scalarText(value.value, "plain") });
    }
  }
  return lines;
}

function jsonPatchBody(patch: WorkloadPatch): readonly PatchLine[] {
  return patch.containers.flatMap(({ traced, additions }) => {
    const list = traced.init ? "initContainers" : "containers";
    const base = `/${[...podSpecPath(patch.kind), list, traced.index].join("/")}/resources`;
    const isSet = (bound: string): boolean =>
      traced.maps[bound === "requests" ? "requests" : "limits"].length > 0 ||
      settingNames.some((name) => boundOf(name) === bound && traced.values[name].from !== "nowhere");
    if (traced.maps.resources.length === 0 && !isSet("requests") && !isSet("limits")) {
      return [
        { text: "- op: add" },
        { text: `  path: ${base}` },
        { text: "  value:" },
        ...resourceLines("    ", additions),
      ];
    }
    return (["requests", "limits"] as const).flatMap((bound): PatchLine[] => {
      const own = additions.filter(({ setting }) => boundOf(setting) === bound);
      if (own.length === 0) return [];
      if (!isSet(bound)) {
        const body = resourceLines("  ", own).slice(1);
        return [{ text: "- op: add" }, { text: `  path: ${base}/${bound}` }, { text: "  value:" }, ...body];
      }
      return own.flatMap((value): PatchLine[] => {
        const path = `  path: ${base}/${bound}/${resourceOf(value.setting)}`;
        if (value.value === null) return [{ text: "- op: remove" }, { text: path, value, written: "" }];
        const written = scalarText(value.value, "plain");
        return [{ text: "- op: add" }, { text: path }, { text: "  value: ", value, written }];
      });
    });
  });
}

// An `add` replaces what is there.
function countPatchBody({ counts }: CountPatch): readonly PatchLine[] {
  return counts.flatMap(({ path, addition }): PatchLine[] => [
    { text: "- op: add" },
    { text: `  path: /${path.join("/")}` },
    { text: "  value: ", value: addition, written: scalarText(addition.value, "plain") },
  ]);
}
