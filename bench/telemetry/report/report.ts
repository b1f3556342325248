import type { Comparison } from "../compare.ts";
import type { Machine } from "../machine.ts";
import type { Scale } from "../scale.ts";
import { comparisonText } from "./comparison-text.ts";
import { scaleText } from "./scale-text.ts";

/** Everything that was measured in one go; the JSON file holds this. */
export interface Report {
  /** RFC 3339. */
  readonly at: string;
  readonly machine: Machine;
  readonly comparison: Comparison | null;
  readonly scale: Scale | null;
}

export type Section = "comparison" | "scale";

/** The sections that were measured, as Markdown, each with what it was measured on. */
export function reportSections(report: Report): ReadonlyMap<Section, string> {
  const sections = new Map<Section, string>();
  const add = (section: Section, lines: readonly string[]) =>
    sections.set(section, [...lines, "", machineText(report)].join("\n"));
  if (report.comparison !== null) add("comparison", comparisonText(report.comparison));
  if (report.scale !== null) add("scale", scaleText(report.scale));
  return sections;
}

function machineText({ machine, at }: Report): string {
  const memory = Math.round(machine.memoryBytes / 1024 ** 3);
  return (
    `Measured on ${at.slice(0, 10)}: ${machine.cores} x ${machine.processor}, ${memory} GiB, ${machine.system}, ` +
    `Node ${machine.node}, Prometheus ${machine.prometheus}; load before the start ${machine.load.toFixed(1)}.`
  );
}
