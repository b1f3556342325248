import { duration, formatDuration } from "../../../src/core/model/index.ts";
import type { Measurement } from "../measure.ts";
import { median } from "../median.ts";
import type { Scale, ScalePoint } from "../scale.ts";
import { megabytes, seconds, significant } from "./figures.ts";
import { markdownTable } from "./markdown-table.ts";

const headings = [
  "running containers",
  "window",
  "container-days",
  "wall",
  "server CPU",
  "client CPU",
  "wire",
  "client resident, peak",
  "milliseconds a container-day",
  "bytes a container-day",
];

/** How our pass grows, as Markdown: level in the last two columns is linear. */
export function scaleText(scale: Scale): readonly string[] {
  const runs = scale[0]?.runs.length ?? 0;
  return [
    `Our first pass. ${runs === 1 ? "One run each." : `Medians of ${runs} runs.`}`,
    "",
    ...markdownTable(headings, scale.map(row)),
    ...scale.flatMap(shortfall),
  ];
}

function row({ census, days, runs }: ScalePoint): readonly string[] {
  const of = (figure: (one: Measurement) => number) => median(runs.map(figure));
  const [wall, bytes] = [of((one) => one.seconds), of((one) => one.bytes)];
  return [
    census.running.toLocaleString("en"),
    formatDuration(duration(days, "d")),
    significant(census.containerDays),
    seconds(wall),
    seconds(of((one) => one.serverCpuSeconds)),
    seconds(of((one) => one.clientCpuSeconds)),
    megabytes(bytes),
    megabytes(of((one) => one.peakRssBytes)),
    significant((wall * 1000) / census.containerDays),
    significant(bytes / census.containerDays),
  ];
}

function shortfall({ census, days, runs }: ScalePoint): readonly string[] {
  const fewest = Math.min(...runs.map(({ containers }) => containers));
  return fewest === census.named
    ? []
    : [
        "",
        `${fewest} of ${census.named} containers were answered for over ${days} days of ${census.running}.`,
      ];
}
