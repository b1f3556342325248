import Table from "cli-table3";
import type { Analysis } from "../../../app/analysis.ts";
import {
  describeWorkload,
  explainRefusal,
  formatDuration,
  lengthOf,
  type Skipped,
} from "../../../core/model/index.ts";
import { savingCell } from "../../../core/propose/index.ts";
import { printable } from "./printable.ts";
import { summarySentences } from "./summary.ts";
import type { Terminal } from "./terminal.ts";

/** The report for people: what to change, what was left alone and why, and the sum of it. */
export function tableReport(analysis: Analysis, terminal: Terminal): string {
  const { colour } = terminal;
  const { telemetry, changes, skipped, notices } = analysis;
  const window = formatDuration(lengthOf(telemetry.window));
  const sections = [
    colour.dim(`${telemetry.product}, ${window}, ${telemetry.evidence.length} containers`),
    ...(changes.length === 0 ? [] : [changesTable(analysis, terminal)]),
    summarySentences(analysis).join("\n"),
    ...(skipped.length === 0 ? [] : [`${colour.bold("Left alone")}\n${skippedTable(skipped, terminal)}`]),
    ...notices.map((notice) => `${colour.yellow("!")} ${printable(notice)}`),
  ];
  return `${sections.join("\n\n")}\n`;
}

// A ruled head and a blank column between cells: rows stay quiet, and lines copy cleanly from a terminal.
const chars = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
} as const;

const plainStyle = { "padding-left": 0, "padding-right": 0, head: [], border: [] };

function changesTable({ changes }: Analysis, { colour, columns }: Terminal): string {
  const withPlaces = changes.some(({ plan }) =>
    plan.recommendations.some(({ location }) => location !== null),
  );
  const head = ["WORKLOAD", "CONTAINER", "SETTING", "CURRENT", "PROPOSED", "SAVES/MONTH", "SURE"];
  const table = new Table({
    head: [...head, ...(withPlaces ? ["WHERE"] : [])].map((title) => colour.dim(title)),
    colAligns: ["left", "left", "left", "right", "right", "right", "right", "left"],
    chars,
    style: plainStyle,
  });
  for (const { plan } of changes) {
    plan.recommendations.forEach((recommendation, index) => {
      const { target, setting, current, proposed, savings, confidence, location } = recommendation;
      const paint = recommendation.class === "safety" ? colour.yellow : colour.green;
      const place = location === null ? "" : `${location.file}:${location.line}`;
      table.push([
        index === 0 ? colour.bold(printable(describeWorkload(plan.workload))) : "",
        target.container === plan.recommendations[index - 1]?.target.container
          ? ""
          : printable(target.container),
        setting,
        current?.text ?? colour.dim("not set"),
        paint(proposed.text),
        savingCell(savings),
        `${Math.round(confidence * 100)} %`,
        ...(withPlaces ? [colour.dim(cutLeft(printable(place), columns))] : []),
      ]);
    });
  }
  return table.toString().replace(/[ \t]+$/gm, "");
}

/** The end of a path tells more than its start; a terminal of 200 columns has room for 100 of them. */
function cutLeft(place: string, columns: number): string {
  const room = Math.max(30, columns - 100);
  return place.length <= room ? place : `…${place.slice(place.length - room + 1)}`;
}

function skippedTable(skipped: readonly Skipped[], { colour, columns }: Terminal): string {
  const rows = skipped.map(({ target, setting, refusal }) => [
    `${printable(describeWorkload(target))} ${colour.dim(printable(setting === null ? target.container : `${target.container} ${setting}`))}`,
    printable(explainRefusal(refusal)),
    colour.dim(refusal.code),
  ]);
  const widest = Math.min(
    60,
    skipped.reduce((most, { target, setting }) => Math.max(most, labelLength(target, setting)), 0),
  );
  const table = new Table({
    colWidths: [widest + 2, Math.max(40, columns - widest - 26), null],
    wordWrap: true,
    chars,
    style: plainStyle,
  });
  table.push(...rows);
  return table.toString().replace(/[ \t]+$/gm, "");
}

function labelLength(target: Skipped["target"], setting: Skipped["setting"]): number {
  return `${describeWorkload(target)} ${target.container}${setting === null ? "" : ` ${setting}`}`.length;
}
