import type { Cost, Measurement } from "./measure.ts";

/** A Markdown table, with a row for locating and one for proving of each pass, and their sum against the first pass. */
export function tableOf(passes: readonly (readonly [string, Measurement])[]): string {
  const first = passes[0]?.[1];
  return [
    "| pass | | renders | wall | own CPU | CPU of kubectl | wall / first pass |",
    "|:--|:--|--:|--:|--:|--:|--:|",
    ...passes.flatMap(([name, { environments, containers, locate, prove }]) => [
      rowOf(name, `locate ${containers} containers`, locate, first?.locate),
      rowOf("", `prove an edit in each of ${environments} environments`, prove, first?.prove),
    ]),
  ].join("\n");
}

function rowOf(name: string, what: string, cost: Cost, first: Cost | undefined): string {
  const { renders, wallSeconds, ownSeconds, programSeconds } = cost;
  const ratio = first === undefined ? "" : (wallSeconds / first.wallSeconds).toFixed(3);
  const programs = programSeconds === null ? "" : `${programSeconds.toFixed(1)} s`;
  return `| ${name} | ${what} | ${renders} | ${wallSeconds.toFixed(1)} s | ${ownSeconds.toFixed(1)} s | ${programs} | ${ratio} |`;
}
