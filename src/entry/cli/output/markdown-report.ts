import type { Analysis } from "../../../app/analysis.ts";
import { summarySentences } from "../../../app/summary.ts";
import {
  code,
  describeWorkload,
  explainRefusal,
  numberOf,
  plain,
  wholeDays,
} from "../../../core/model/index.ts";
import { savingCell } from "../../../core/propose/index.ts";

/** The report as Markdown, for an issue, a wiki or a job summary. */
export function markdownReport(analysis: Analysis): string {
  const { telemetry, changes, skipped, notices } = analysis;
  const rows = changes.flatMap(({ plan }) =>
    plan.recommendations.map(({ target, setting, current, proposed, savings, confidence, location }) => {
      const place = location === null ? "" : code(`${location.file}:${location.line}`);
      const from = current === null ? "not set" : code(current.text);
      return `| ${code(describeWorkload(plan.workload))} | ${code(target.container)} | ${code(setting)} | ${from} | ${proposed === null ? "none" : code(proposed.text)} | ${savingCell(savings)} | ${Math.round(confidence * 100)} % | ${place} |`;
    }),
  );
  const left = skipped.map(({ target, setting, refusal }) => {
    const what = `${describeWorkload(target)} ${target.container}${setting === null ? "" : ` ${setting}`}`;
    return `| ${code(what)} | ${plain(explainRefusal(refusal))} | ${numberOf(refusal)} ${code(refusal.code)} |`;
  });
  const lines = [
    `## OptPass: ${summarySentences(analysis).join(" ")}`,
    "",
    `${plain(telemetry.product)}, ${wholeDays(telemetry.window)}, ${telemetry.evidence.length} containers.`,
    ...section(
      [
        "| Workload | Container | Setting | Current | Proposed | Saves a month | Sure | Where |",
        "|:--|:--|:--|--:|--:|--:|--:|:--|",
      ],
      rows,
    ),
    ...(left.length === 0 ? [] : ["", "### Left alone"]),
    ...section(["| What | Why | Code |", "|:--|:--|:--|"], left),
    ...(notices.length === 0 ? [] : ["", ...notices.map((notice) => `> ${plain(notice)}`)]),
  ];
  return `${lines.join("\n")}\n`;
}

function section(head: readonly string[], rows: readonly string[]): readonly string[] {
  return rows.length === 0 ? [] : ["", ...head, ...rows];
}
