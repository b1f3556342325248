// What autoscaler settings cost and how often they are too slow: `npm run bench:autoscaler -- --help`.
import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { readFolder, type Series } from "../quality/read-series.ts";
import { type Contest, contend } from "./contend.ts";
import { demandSeries } from "./demand-kinds.ts";
import { contestTable, isReached, neededSaving } from "./report.ts";
import { measureSpeed } from "./speed.ts";

const program = new Command("bench:autoscaler")
  .description(
    "Plays demand through autoscalers: usual settings, the rule of thumb, and ours. Chosen on the first two thirds of each series, scored on the last.",
  )
  .argument(
    "[folders...]",
    "folders of CSV files: `timestamp,value` a line, the demand of all pods of one workload a file",
  )
  .option("--request <n>", "what one pod requests, in the unit of the series", amount)
  .option("--pods <n>", "or: pods that the highest demand of the history takes", amount, 10)
  .option("--startup <seconds>", "from scaling to a pod that is ready", amount, 60)
  .option(
    "--risk <share>",
    "under-provisioned time that ours may have; else what the safest of the others had",
    share,
  )
  .option("--days <n>", "length of a generated series", amount, 21)
  .option("--seed <n>", "other series of the same kinds", amount, 1);

function amount(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value < Infinity)) {
    throw new InvalidArgumentError("It must be a number above zero.");
  }
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value < 1)) throw new InvalidArgumentError("It must be a share.");
  return value;
}

type Options = ReturnType<typeof program.opts>;

function main(folders: readonly string[], options: Options): void {
  const contests: Contest[] = [];
  for (const series of folders.length > 0 ? folders.flatMap(seriesOf) : generated(options)) {
    const contest = contend(series, {
      request: options.request ?? null,
      podsAtPeak: options.pods,
      startup: options.startup,
      risk: options.risk ?? null,
    });
    if (contest === null) console.error(`${series.name}: nothing is asked for in its first two thirds`);
    else contests.push(contest);
  }
  console.log(contestTable(contests));
  const reached = contests.filter(isReached).length;
  const aim = `at least ${neededSaving * 100} % fewer replica-hours than the safer of the others, at no more under-provisioned time`;
  console.log(`\n${aim}: ${reached} of ${contests.length} series (to reach: three of four)`);
  console.log(`\n${measureSpeed()}`);
}

function seriesOf(folder: string): readonly Series[] {
  const { read, leftOut } = readFolder(folder);
  for (const sentence of leftOut) console.error(sentence);
  return read;
}

function generated({ days, seed }: Options): readonly Series[] {
  return demandSeries({ days: Math.ceil(days), seed });
}

try {
  program.parse();
  main(program.args, program.opts());
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
}
