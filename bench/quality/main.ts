// How well values hold on days they were not chosen from: `npm run bench:quality -- --help`.
import { basename } from "node:path";
import { Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { grid, ours, peers } from "./contenders.ts";
import { type Day, daysOf } from "./days.ts";
import { estateSeries, type Resource } from "./estate-series.ts";
import { priorText } from "./prior.ts";
import { readFolder } from "./read-series.ts";
import { cpuReport, memoryReport } from "./report.ts";
import { score } from "./score.ts";
import { trialsOf } from "./trials.ts";

const program = new Command("bench:quality")
  .description(
    "Chooses values on the past and scores them on the days after, on a generated estate or on folders of CSV.",
  )
  .argument("[folders...]", "folders of CSV files: `timestamp,value` a line, one file a container")
  .addOption(
    new Option("--resource <which>", "what the values are")
      .choices(["cpu", "memory"] as const)
      .default("cpu" as const),
  )
  .option("--risk <percents...>", "stated risks, in per cent of the time", percents, [0.05, 0.01, 0.005])
  .option("--history <days>", "longest past to choose from", whole, 14)
  .option("--horizon <days>", "days after that are scored", whole, 7)
  .option("--prior", "print what the folders say about each rule, for `fleet-prior.ts`")
  .option("--workloads <n>", "size of the generated estate", whole, 60)
  .option("--days <n>", "length of the generated estate", whole, 35)
  .option("--seed <n>", "another estate of the same kind", whole, 1);

function whole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It must be a whole number above zero.");
  return Number(text);
}

let given: number[] = [];
function percents(text: string): number[] {
  const share = Number(text.replace(/%$/, "")) / 100;
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError("It must be per cent, such as 1 or 0.5.");
  given = [...given, share];
  return given;
}

interface Options {
  readonly resource: Resource;
  readonly risk: readonly number[];
  readonly history: number;
  readonly horizon: number;
  readonly prior?: true | undefined;
}

function run(title: string, workloads: ReadonlyMap<string, readonly Day[]>, options: Options): void {
  const { resource, risk, history, horizon } = options;
  const groups = trialsOf(workloads, { historyDays: history, horizonDays: horizon });
  const trials = groups.reduce((sum, group) => sum + group.length, 0);
  if (trials === 0)
    throw new Error(`${title}: no series is long enough (a week of past and half a day after)`);
  const chosen = new Set(groups.flatMap((group) => group.map(({ workload }) => workload))).size;
  console.log(`\n### ${title}: ${resource}, ${chosen} workloads, ${trials} trials\n`);
  const others = peers[resource].map((contender) => score(contender, groups));
  if (resource === "memory") {
    console.log(memoryReport(score(ours(resource, 0.01), groups), others));
    return;
  }
  const answers = risk.map((one) => ({ risk: one, score: score(ours(resource, one), groups) }));
  const hindsight = grid.map((contender) => score(contender, groups));
  console.log(cpuReport(answers, others, hindsight));
}

function main(folders: readonly string[], options: Options & Parameters<typeof estateSeries>[1]): void {
  if (folders.length === 0) {
    const series = estateSeries(options.resource, options);
    const days = new Map([...series].map(([name, pods]) => [name, daysOf(pods)]));
    run(`generated estate, seed ${options.seed}`, days, options);
  }
  const sets = folders.map((folder) => ({
    title: basename(folder),
    days: new Map(readFolder(folder).map((series) => [series.name, daysOf([series])])),
  }));
  if (options.prior === true) {
    const { history, horizon } = options;
    console.log(
      priorText(
        sets.map(({ days }) => days),
        { historyDays: history, horizonDays: horizon },
      ),
    );
    return;
  }
  for (const { title, days } of sets) run(title, days, options);
}

try {
  program.parse();
  main(program.args, program.opts());
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
}
