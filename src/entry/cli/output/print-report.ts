import type { Analysis } from "../../../app/analysis.ts";
import type { OutputStream } from "../streams.ts";
import { jsonReport } from "./json-report.ts";
import { markdownReport } from "./markdown-report.ts";
import { tableReport } from "./table-report.ts";
import { terminalFor } from "./terminal.ts";

export const outputFormats = ["table", "json", "markdown"] as const;

export type OutputFormat = (typeof outputFormats)[number];

export function printReport(
  format: OutputFormat,
  analysis: Analysis,
  seconds: number,
  stream: OutputStream,
): void {
  if (format === "json") stream.write(jsonReport(analysis, seconds));
  else if (format === "markdown") stream.write(markdownReport(analysis));
  else stream.write(tableReport(analysis, terminalFor(stream)));
}
