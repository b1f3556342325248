import { bestInHindsight, type Score, workloadsAbove } from "./score.ts";

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
const ratio = (value: number): string => value.toFixed(2);

/** Our answer at one stated risk, with the best rule that hindsight finds for what it really came to. */
export interface RiskScore {
  readonly risk: number;
  readonly score: Score;
}

/** CPU: what was reserved, and how much of the time that was passed. */
export function cpuReport(
  ours: readonly RiskScore[],
  peers: readonly Score[],
  hindsight: readonly Score[],
): string {
  const head = [
    "| | total request / total use | time above | workloads above stated | above twice stated | best rule in hindsight | ours / hindsight |",
    "|:--|--:|--:|--:|--:|:--|--:|",
  ];
  const rows = ours.map(({ risk, score }) => {
    const best = bestInHindsight(hindsight, score.above);
    return `| **${score.name}** | ${ratio(score.requestOverUse)} | ${percent(score.above)} | ${percent(workloadsAbove(score, risk))} | ${percent(workloadsAbove(score, 2 * risk))} | ${best === null ? "none is as safe" : `${best.name}: ${ratio(best.requestOverUse)}`} | ${best === null ? "–" : ratio(score.requestOverUse / best.requestOverUse)} |`;
  });
  const others = peers.map((score) => {
    const above = (risk: number): string => percent(workloadsAbove(score, risk));
    return `| ${score.name} | ${ratio(score.requestOverUse)} | ${percent(score.above)} | ${above(0.01)} (of 1 %) | ${above(0.02)} (of 1 %) | | |`;
  });
  return [...head, ...rows, ...others].join("\n");
}

/** Memory: what was reserved, and on how many days a year a peak passed it. */
export function memoryReport(ours: Score, peers: readonly Score[]): string {
  const head = [
    "| | total request / total use | days a year with a peak above | workloads with any |",
    "|:--|--:|--:|--:|",
  ];
  const row = (score: Score, name: string): string =>
    `| ${name} | ${ratio(score.requestOverUse)} | ${ratio(score.excessDaysAYear)} | ${percent(workloadsAbove(score, 0))} |`;
  return [...head, row(ours, `**${ours.name}**`), ...peers.map((score) => row(score, score.name))].join("\n");
}
