import {
  type ChangePlan,
  type ChangeRecord,
  describeProposed,
  describeWorkload,
  type FileChange,
  formatInstant,
  type RecordedSetting,
  settingNames,
  showText,
  type WorkloadRef,
  wholeDays,
} from "../model/index.ts";
import { containerName } from "./container-name.ts";
import { changeTitle } from "./headline.ts";

const changeTrailer = "OptPass-Change";
const treeTrailer = "OptPass-Tree";
const evidenceTrailer = "OptPass-Evidence";
const settingTrailer = "OptPass-Setting";

/** How the subject of a commit and the title of its pull request are written. */
export interface Wording {
  /** As people of the repository do: `perf(payments/api): ...`. */
  readonly semantic: boolean;
}

/**
 * Message of the commit of a change. Trailers name the change, its values and the commit's own tree, so that git alone
 * tells where a value came from, whether the commit is still as it was made, and what it proposed.
 */
export function commitMessage(
  plan: ChangePlan,
  files: readonly FileChange[],
  tree: string,
  wording: Wording = { semantic: false },
): string {
  const [first] = plan.recommendations;
  const window = first === undefined ? "" : ` over ${wholeDays(first.evidence.window)}`;
  const lines = plan.recommendations.map(
    ({ target, setting, current, proposed }) =>
      `- ${inert(containerName(plan, target))} ${setting}: ${current?.text ?? "unset"} -> ${describeProposed({ proposed })}`,
  );
  return [
    changeTitle(plan, wording),
    "",
    `Computed from Prometheus${window}:`,
    ...lines,
    "",
    ...files.map(({ path }) => `OptPass-File: ${inert(path)}`),
    ...settingTrailers(plan),
    ...(first === undefined ? [] : [`${evidenceTrailer}: ${formatInstant(first.evidence.window.to)}`]),
    `${changeTrailer}: ${inert(plan.id)}`,
    `${treeTrailer}: ${tree}`,
    "",
  ].join("\n");
}

/** The same of the commit that takes values back. */
export function rollbackMessage(
  title: string,
  { id, settings }: Pick<ChangeRecord, "id" | "settings">,
  files: readonly FileChange[],
  tree: string,
): string {
  const lines = settings.map(
    ({ container, setting, from, to }) =>
      `- ${inert(container)} ${setting}: ${inert(from ?? "unset")} -> ${inert(to ?? "unset")}`,
  );
  return [
    inert(title),
    "",
    ...lines,
    "",
    ...files.map(({ path }) => `OptPass-File: ${inert(path)}`),
    ...settings.map(settingTrailerOf),
    `${changeTrailer}: ${inert(id)}`,
    `${treeTrailer}: ${tree}`,
    "",
  ].join("\n");
}

function settingTrailers({ recommendations, group }: ChangePlan): readonly string[] {
  return recommendations.map(({ target, setting, current, proposed, class: kind }) =>
    settingTrailerOf({
      ...(group === undefined ? {} : { workload: describeWorkload(target) }),
      container: target.container,
      setting,
      from: current?.text ?? null,
      to: proposed?.text ?? null,
      ...(kind === "safety" ? { class: kind } : {}),
    }),
  );
}

/** One JSON list a value: names come from clusters, and may hold anything. */
function settingTrailerOf(one: Omit<RecordedSetting, "file" | "path">): string {
  const { workload = null, container, setting, from, to, class: kind } = one;
  const parts = [workload, container, setting, from, to, ...(kind === undefined ? [] : [kind])];
  return `${settingTrailer}: [${parts.map(inertJson).join(",")}]`;
}

// What code hosts and their runners look for in messages: mentions, references, addresses and `[skip ci]`; and what cannot
// be seen. Neither is in a name that Kubernetes takes.
const lookedFor = /[@#[]|:(?=\/\/)|(?<=GH)-|[\p{Cc}\p{Cf}\u2028\u2029]/gu;

// More of a path does not help anybody, and a message has to stay small.
const longestText = 400;

/** One line in which nothing is found but what it says: a zero-width space stands behind each such character. */
function inert(text: string): string {
  return showText(text, longestText).replace(lookedFor, (found) => `${found}\u200b`);
}

/** The same as JSON, which has escapes, so that it is read as it was. */
function inertJson(part: string | null): string {
  return JSON.stringify(part).replace(lookedFor, escaped);
}

function escaped(found: string): string {
  return Array.from({ length: found.length }, (_, index) => found.charCodeAt(index))
    .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
    .join("");
}

/**
 * What a commit of ours proposed, for a pull request whose body does not tell any more; `null` where it is not ours, or
 * not as it was made. The places inside files are not known of it.
 */
export function readCommitMessage(
  changeId: string,
  workload: WorkloadRef,
  commit: { readonly commit: string; readonly message: string; readonly tree: string },
): ChangeRecord | null {
  if (!isUntouched(changeId, commit)) return null;
  const lines = commit.message.slice(0, 100_000).split("\n");
  const valuesOf = (trailer: string): readonly string[] =>
    lines.flatMap((line) => (line.startsWith(`${trailer}: `) ? [line.slice(trailer.length + 2).trim()] : []));
  return {
    id: changeId,
    workload,
    settings: valuesOf(settingTrailer).flatMap(readSetting),
    head: { commit: commit.commit, tree: commit.tree },
    evidenceUntil: valuesOf(evidenceTrailer)[0] ?? "",
  };
}

/**
 * What a commit proposed, by what it says alone; `null` where it is not ours, or not as it was made. The kind of its workload is a guess: a
 * commit tells the change, and not the workload.
 */
export function readChangeOf(commit: {
  readonly commit: string;
  readonly message: string;
  readonly tree: string;
}): ChangeRecord | null {
  const trailer = commit.message.split("\n").find((line) => line.startsWith(`${changeTrailer}: `));
  const id =
    trailer
      ?.slice(changeTrailer.length + 2)
      .trim()
      .replaceAll("\u200b", "") ?? "";
  const [namespace = "", name = ""] = id.split("/");
  return id === "" ? null : readCommitMessage(id, { namespace, kind: "Deployment", name }, commit);
}

function readSetting(text: string): readonly RecordedSetting[] {
  const parts = parseList(text);
  const [workload, container, setting, from, to, kind] = parts;
  const name = settingNames.find((one) => one === setting);
  if (typeof container !== "string" || name === undefined) return [];
  return [
    {
      ...(typeof workload === "string" ? { workload } : {}),
      container,
      setting: name,
      file: "",
      path: "",
      from: typeof from === "string" ? from : null,
      to: typeof to === "string" ? to : null,
      ...(kind === "safety" ? { class: kind } : {}),
    },
  ];
}

function parseList(text: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

/** Whether a commit belongs to this change and holds exactly what was committed for it: an amended one does not. */
export function isUntouched(
  changeId: string,
  commit: { readonly message: string; readonly tree: string },
): boolean {
  const lines = commit.message.split("\n").map((line) => line.trim());
  return (
    lines.includes(`${changeTrailer}: ${inert(changeId)}`.trim()) &&
    lines.includes(`${treeTrailer}: ${commit.tree}`)
  );
}
