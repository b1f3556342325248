import { type Contender, type Contest, underShare } from "./contend.ts";

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;

/** What ours had to beat: the safer of the others on the scored third, and of equally safe ones the cheaper. */
function betterOf(others: readonly Contender[]): Contender | undefined {
  return [...others].sort(
    (left, right) =>
      underShare(left.score) - underShare(right.score) || left.score.replicaHours - right.score.replicaHours,
  )[0];
}

export const neededSaving = 0.2;

/** A fifth fewer replica-hours at no more under-provisioned time. */
export function isReached(contest: Contest): boolean {
  const better = betterOf(contest.others);
  if (better === undefined) return false;
  return (
    underShare(contest.ours.score) <= underShare(better.score) && savingOver(contest, better) >= neededSaving
  );
}

function savingOver({ ours }: Contest, better: Contender): number {
  return 1 - ours.score.replicaHours / better.score.replicaHours;
}

export function contestTable(contests: readonly Contest[]): string {
  const head = [
    "| series | settings | target | min | down window | replica-hours | under-provisioned | scale events |",
    "|:--|:--|--:|--:|--:|--:|--:|--:|",
  ];
  return [...head, ...contests.flatMap(rowsOf)].join("\n");
}

function rowsOf(contest: Contest): readonly string[] {
  return [...contest.others, contest.ours].map((contender, index) => {
    const { settings, score } = contender;
    const target = settings.target.type === "Utilization" ? `${settings.target.percent} %` : "average";
    const down = settings.behavior?.scaleDown.stabilizationWindowSeconds ?? 300;
    const name = contender === contest.ours ? `**${contender.name}**` : contender.name;
    const note = contender === contest.ours ? verdictOf(contest) : "";
    return `| ${index === 0 ? contest.series : ""} | ${name}${note} | ${target} | ${settings.min} | ${down} s | ${score.replicaHours.toFixed(1)} | ${percent(underShare(score))} | ${score.events} |`;
  });
}

function verdictOf(contest: Contest): string {
  const better = betterOf(contest.others);
  if (better === undefined) return "";
  const saving = percent(savingOver(contest, better));
  const held = contest.isHeld ? "" : ", closest to the risk";
  const safe = underShare(contest.ours.score) <= underShare(better.score) ? "as safe" : "less safe";
  return ` (${saving} fewer than ${better.name}, ${safe}${held})`;
}
