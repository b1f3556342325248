import type { PatchEntry, PatchTarget } from "../kustomization-patches.ts";
import { groupOf, type WorkloadNode } from "../workload-nodes.ts";
import { selects } from "./label-selector.ts";
import type { StaticObject } from "./static-object.ts";

/** Whether a patch applies to a workload; `unsure` where only kustomize can tell. */
export type Match = "yes" | "no" | "unsure";

/** Matches by the patch's `target`. */
export function matchTarget(
  target: PatchTarget,
  object: Pick<StaticObject, "apiVersion" | "names" | "namespaces" | "labels" | "annotations"> & {
    readonly kind: string;
  },
): Match {
  const version = object.apiVersion.slice(object.apiVersion.indexOf("/") + 1);
  const plain =
    (target.kind === null || matches(target.kind, object.kind)) &&
    (target.group === null || matches(target.group, groupOf(object.apiVersion))) &&
    (target.version === null || matches(target.version, version));
  if (!plain) return "no";
  const name = target.name;
  if (name !== null && !object.names.some((candidate) => matches(name, candidate))) return "no";
  const namespace = target.namespace;
  if (
    namespace !== null &&
    !object.namespaces.some((candidate) => matches(namespace, candidate ?? "default"))
  ) {
    return "no";
  }
  const answers = [
    target.labelSelector === null ? true : selects(target.labelSelector, object.labels),
    target.annotationSelector === null ? true : selects(target.annotationSelector, object.annotations),
  ];
  if (answers.includes(false)) return "no";
  return answers.includes(null) ? "unsure" : "yes";
}

/** Matches by the kind, name and namespace that the patch itself names. */
export function matchSelf(patch: WorkloadNode, object: StaticObject): Match {
  if (patch.kind !== object.kind || groupOf(patch.apiVersion) !== groupOf(object.apiVersion)) return "no";
  if (!object.names.includes(patch.name)) return "no";
  const wanted = patch.namespace ?? "default";
  return object.namespaces.some((namespace) => (namespace ?? "default") === wanted) ? "yes" : "no";
}

// Kustomize takes an anchored regular expression. Running one from a repository could take for ever, so that only
// plain texts, `.*` and groups of alternatives are understood; anything else never matches a valid name and is left to
// a render.
function matches(pattern: string, text: string): boolean {
  if (pattern === ".*" || pattern === text) return true;
  return alternativesOf(pattern).some((alternative) => matchesOne(alternative, text));
}

const mostAlternatives = 100;

/** `app-(a|b)` as `app-a` and `app-b`. Alternatives outside a group are not anchored on both sides, and stay as they are. */
function alternativesOf(pattern: string): readonly string[] {
  let all: readonly string[] = [pattern];
  for (
    let group = /\(([^()]*)\)/.exec(all[0] ?? "");
    group !== null;
    group = /\(([^()]*)\)/.exec(all[0] ?? "")
  ) {
    const [whole, inside = ""] = group;
    all = all.flatMap((one) => inside.split("|").map((part) => one.replace(whole, () => part)));
    if (all.length > mostAlternatives) return [pattern];
  }
  return all;
}

function matchesOne(pattern: string, text: string): boolean {
  if (!/^\^?(?:[\w-]|\.\*|\\\.)*\$?$/.test(pattern)) return false;
  const parts = pattern
    .replace(/^\^|\$$/g, "")
    .replace(/\\\./g, ".")
    .split(".*");
  return matchesParts(parts, text);
}

function matchesParts(parts: readonly string[], text: string): boolean {
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return first === text;
  const last = rest.at(-1) ?? "";
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last))
    return false;
  let at = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** A pattern that is not understood, so that nothing can be said about what it selects. */
export function hasOddPattern({ target }: PatchEntry): boolean {
  if (target === null) return false;
  return [target.group, target.version, target.kind, target.name, target.namespace].some(
    (pattern) =>
      pattern !== null && !alternativesOf(pattern).every((one) => /^\^?(?:[\w-]|\.\*|\\?\.)*\$?$/.test(one)),
  );
}
