import type { Environment } from "../../../../core/manifests/index.ts";
import { boundOf, countOf, explainRefusal, isCountName, numberOf } from "../../../../core/model/index.ts";
import { plainTable } from "../plain-table.ts";
import { printable } from "../printable.ts";
import type { Terminal } from "../terminal.ts";
import type { Findings, FoundSetting, FoundTarget, Refused } from "./findings.ts";

/** The report for people: environment by environment, what is set where and who else reads it. */
export function locateReport(findings: Findings, terminal: Terminal): string {
  const { colour } = terminal;
  const { environments, containers, settings, refused, notices } = findings;
  const sections = [
    colour.dim(
      `${countOf(environments.length, "environment")}, ${countOf(containers.length, "container")}, ${countOf(settings.length, "place")} of settings`,
    ),
    ...environments.flatMap((environment) => environmentSection(environment, findings, terminal)),
    ...markedSection(findings, terminal),
    ...(refused.length === 0
      ? []
      : [`${colour.bold("Not to be edited")}\n${refusedTable(refused, terminal)}`]),
    ...notices.map((notice) => `${colour.yellow("!")} ${printable(notice)}`),
  ];
  return `${sections.join("\n\n")}\n`;
}

function environmentSection(
  environment: Environment,
  { settings }: Findings,
  { colour }: Terminal,
): readonly string[] {
  const found = settings.filter((one) => one.environment === environment.name && isWorthALine(one));
  if (found.length === 0) return [];
  const { name, kind, path } = environment;
  const built = kind === "kustomization" && name !== path && path !== "" ? ` of ${path}` : "";
  const title = `${colour.bold(printable(name))} ${colour.dim(printable(kind + built))}`;
  return [`${title}\n${settingsTable(found, colour)}`];
}

function markedSection({ settings }: Findings, { colour }: Terminal): readonly string[] {
  const marked = settings.filter(({ environment }) => environment === null);
  if (marked.length === 0) return [];
  const why = colour.dim("no environment is known to deploy these");
  return [`${colour.bold("Marked by comments")} ${why}\n${settingsTable(marked, colour)}`];
}

function settingsTable(found: readonly FoundSetting[], colour: Terminal["colour"]): string {
  const rows = found.map((one, index) => rowOf(one, found[index - 1], colour));
  const head = ["WORKLOAD", "CONTAINER", "SETTING", "VALUE", "WHERE", "ALSO FEEDS", "A CHANGE GOES TO"];
  return plainTable(rows, { head: head.map((title) => colour.dim(title)) });
}

// Most containers have no limits, most autoscalers leave something to a default, and no reader misses them here.
function isWorthALine({ value, setting }: FoundSetting): boolean {
  return value !== null || (!isCountName(setting) && boundOf(setting) === "requests");
}

function rowOf(
  { target, setting, value, location, edit, fanOut }: FoundSetting,
  above: FoundSetting | undefined,
  colour: Terminal["colour"],
): readonly string[] {
  const isSameWorkload = above !== undefined && workloadOf(above.target) === workloadOf(target);
  const isSame = isSameWorkload && above.target.container === target.container;
  return [
    isSameWorkload ? "" : colour.bold(printable(workloadOf(target))),
    isSame ? "" : printable(target.container ?? ""),
    setting,
    value === null ? colour.dim("not set") : printable(value),
    printable(`${location.file}:${location.line}`),
    printable(fanOut.join(", ")),
    edit.kind === "replace" || value === null ? "" : printable(`${edit.location.file} (${edits[edit.kind]})`),
  ];
}

const edits = {
  insert: "added",
  "new-patch": "new patch",
  remove: "taken out",
  "replace-default": "its default",
} as const;

function refusedTable(refused: readonly Refused[], { colour, columns }: Terminal): string {
  const rows = together(refused).map(({ what, sentence, number }) => [
    printable(what),
    printable(sentence),
    colour.dim(number),
  ]);
  const label = Math.min(50, Math.floor(columns / 3));
  const gaps = 4;
  const numberWidth = "OP000".length;
  const sentence = Math.max(30, columns - label - numberWidth - gaps);
  return plainTable(rows, { colWidths: [label, sentence, numberWidth], wordWrap: true });
}

interface Line {
  readonly what: string;
  readonly sentence: string;
  readonly number: string;
}

/**
 * Settings of one container that are refused for the same reason share a line. The environment is named where the same
 * workload is in several.
 */
function together(refused: readonly Refused[]): readonly Line[] {
  const environments = new Map<string, Set<string | null>>();
  for (const { environment, target } of refused) {
    const subject = subjectOf(target);
    environments.set(subject, (environments.get(subject) ?? new Set()).add(environment));
  }
  const lines = new Map<string, { readonly line: Line; readonly settings: string[] }>();
  for (const { environment, target, setting, refusal } of refused) {
    const sentence = explainRefusal(refusal);
    const subject = subjectOf(target);
    const isOneOfSeveral = (environments.get(subject)?.size ?? 0) > 1;
    const what = [subject, isOneOfSeveral || target === null ? (environment ?? "") : ""].join(" ").trim();
    const key = JSON.stringify([environment, subject, sentence]);
    const known = lines.get(key) ?? { line: { what, sentence, number: numberOf(refusal) }, settings: [] };
    if (setting !== null) known.settings.push(setting);
    lines.set(key, known);
  }
  return [...lines.values()].map(({ line, settings }) => ({
    ...line,
    what: [line.what, settings.join(", ")].filter((part) => part !== "").join(" "),
  }));
}

function subjectOf(target: FoundTarget | null): string {
  return target === null ? "" : [workloadOf(target), target.container ?? []].flat().join(" ");
}

function workloadOf({ namespace, kind, name }: FoundTarget): string {
  return `${namespace === null ? "" : `${namespace}/`}${kind}/${name}`;
}
