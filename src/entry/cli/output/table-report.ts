import type { Analysis } from "../../../app/analysis.ts";
import { summarySentences } from "../../../app/summary.ts";
import {
  describeProposed,
  describeWorkload,
  explainRefusal,
  numberOf,
  type PlacedRecommendation,
  type Skipped,
  wholeDays,
  workloadKey,
} from "../../../core/model/index.ts";
import { savingCell } from "../../../core/propose/index.ts";
import { gap, plainTable } from "./plain-table.ts";
import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";

/** The report for people: what to change, what was left alone and why, and the sum of it. */
export function tableReport(analysis: Analysis, terminal: Terminal): string {
  const { colour } = terminal;
  const { telemetry, changes, skipped, notices } = analysis;
  const window = wholeDays(telemetry.window);
  const sections = [
    colour.dim(`${telemetry.product}, ${window}, ${telemetry.evidence.length} containers`),
    ...(changes.length === 0 ? [] : [changesTable(analysis, terminal)]),
    summarySentences(analysis).join("\n"),
    ...(skipped.length === 0 ? [] : [`${colour.bold("Left alone")}\n${skippedTable(skipped, terminal)}`]),
    ...notices.map((notice) => `${colour.yellow("!")} ${printable(notice)}`),
  ];
  return `${sections.join("\n\n")}\n`;
}

interface Cell {
  readonly text: string;
  readonly paint: (text: string) => string;
}

const heads = ["WORKLOAD", "CONTAINER", "SETTING", "CURRENT", "PROPOSED", "SAVES/MONTH", "SURE"];
// A shorter piece of a path says nothing.
const leastPlace = 24;

/** The places come last and take what room is left; on a narrow terminal they are left to the other formats. */
function changesTable({ changes }: Analysis, { colour, columns }: Terminal): string {
  const recommendations = changes.flatMap(({ plan }) => plan.recommendations);
  const rows = recommendations.map((one, index) => cellsOf(one, recommendations[index - 1], colour));
  const widths = heads.map((head, at) =>
    rows.reduce((most, row) => Math.max(most, row[at]?.text.length ?? 0), head.length),
  );
  const room = columns - widths.reduce((sum, width) => sum + width + gap, 0);
  const withPlaces = room >= leastPlace && recommendations.some(({ location }) => location !== null);
  const placed = rows.map((row, index) => {
    const location = recommendations[index]?.location ?? null;
    const place = location === null ? "" : printable(`${location.file}:${location.line}`);
    return [
      ...row.map(({ text, paint }) => (text === "" ? "" : paint(text))),
      ...(withPlaces ? [colour.dim(cutLeft(place, room))] : []),
    ];
  });
  return plainTable(placed, {
    head: [...heads, ...(withPlaces ? ["WHERE"] : [])].map((title) => colour.dim(title)),
    colAligns: ["left", "left", "left", "right", "right", "right", "right", "left"],
  });
}

/** A workload and a container are named once, above their settings. */
function cellsOf(
  recommendation: PlacedRecommendation,
  above: PlacedRecommendation | undefined,
  colour: Terminal["colour"],
): readonly Cell[] {
  const { target, setting, current, savings, confidence } = recommendation;
  const sameWorkload = above !== undefined && workloadKey(above.target) === workloadKey(target);
  const sameContainer = sameWorkload && above.target.container === target.container;
  const asIs = (text: string): Cell => ({ text, paint: (shown) => shown });
  return [
    { text: sameWorkload ? "" : printable(describeWorkload(target)), paint: colour.bold },
    asIs(sameContainer ? "" : printable(target.container)),
    asIs(setting),
    current === null ? { text: "not set", paint: colour.dim } : asIs(current.text),
    {
      text: describeProposed(recommendation),
      paint: recommendation.class === "safety" ? colour.yellow : colour.green,
    },
    asIs(savingCell(savings)),
    asIs(`${Math.round(confidence * 100)} %`),
  ];
}

/** The end of a path tells more than its start. */
function cutLeft(place: string, room: number): string {
  return place.length <= room ? place : `…${place.slice(place.length - room + 1)}`;
}

// Where there is less room, the number stands for the code.
const roomForCodes = 140;
const numberWidth = "OP000".length;
const longestCode = "OP000 limit-never-lowered".length;
const leastSentence = 36;

function skippedTable(skipped: readonly Skipped[], { colour, columns }: Terminal): string {
  const withCodes = columns >= roomForCodes;
  const rows = skipped.map(({ target, setting, refusal }) => [
    `${printable(describeWorkload(target))} ${colour.dim(printable(setting === null ? target.container : `${target.container} ${setting}`))}`,
    printable(explainRefusal(refusal)),
    colour.dim(withCodes ? `${numberOf(refusal)} ${refusal.code}` : numberOf(refusal)),
  ]);
  const longest = skipped.reduce(
    (most, { target, setting }) => Math.max(most, labelLength(target, setting)),
    0,
  );
  const code = withCodes ? longestCode : numberWidth;
  const label = Math.min(longest, withCodes ? 60 : Math.max(30, columns - leastSentence - code - 2 * gap));
  const sentence = Math.max(leastSentence, columns - label - code - 2 * gap);
  return plainTable(rows, { colWidths: [label, sentence, code], wordWrap: true });
}

function labelLength(target: Skipped["target"], setting: Skipped["setting"]): number {
  return `${describeWorkload(target)} ${target.container}${setting === null ? "" : ` ${setting}`}`.length;
}
