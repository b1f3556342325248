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
import { loweringHistory, raisingHistory, type Trial, type TrialOptions, trialsOf } from "./trials.ts";

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

interface Fleet {
  readonly title: string;
  readonly days: ReadonlyMap<string, readonly Day[]>;
  /** What was not read of it, in sentences. */
  readonly leftOut: readonly string[];
}

function run({ title, days, leftOut }: Fleet, options: Options): void {
  const { resource, risk } = options;
  const { groups, note } = triedOf(days, options);
  const trials = groups.reduce((sum, group) => sum + group.length, 0);
  if (trials === 0)
    throw new Error(
      `${title}: no series is long enough (${raisingHistory} days of past and half a day after)`,
    );
  if (groups.every((group) => group.every(({ meanUse }) => meanUse === 0)))
    throw new Error(`${title}: nothing is used, so no request can be compared with use`);
  const names = new Set(groups.flatMap((group) => group.map(({ workload }) => workload)));
  const short = [...days.keys()].filter((name) => !names.has(name));
  const chosen = names.size;
  console.log(`\n### ${title}: ${resource}, ${chosen} workloads, ${trials} trials\n`);
  if (note !== null) console.log(`${note}\n`);
  const unused = [...leftOut, ...short.map((name) => `${name}: too short for a trial`)];
  if (unused.length > 0) console.log(`${leftOutText(unused)}\n`);
  const others = peers[resource].map((contender) => score(contender, groups));
  if (resource === "memory") {
    console.log(memoryReport(score(ours(resource, 0.01), groups), others));
    return;
  }
  const answers = risk.map((one) => ({ risk: one, score: score(ours(resource, one), groups) }));
  const hindsight = grid.map((contender) => score(contender, groups));
  console.log(cpuReport(answers, others, hindsight));
}

/** The trials after a week or, where no series has one, after as little as the product chooses from. */
function triedOf(
  days: Fleet["days"],
  { history, horizon }: Options,
): { readonly groups: readonly (readonly Trial[])[]; readonly note: string | null } {
  const from = (leastHistory: number): TrialOptions => ({
    historyDays: history,
    horizonDays: horizon,
    leastHistory,
  });
  const groups = trialsOf(days, from(loweringHistory));
  if (groups.length > 0) return { groups, note: null };
  const note = `No series has ${loweringHistory} days before a choice, from which on the product lowers: values are chosen from ${raisingHistory} days on.`;
  return { groups: trialsOf(days, from(raisingHistory)), note };
}

const mostSentences = 10;

function leftOutText(sentences: readonly string[]): string {
  const more = sentences.length - mostSentences;
  const shown = sentences.slice(0, mostSentences).map((sentence) => `- ${sentence}`);
  return ["Left out:", "", ...shown, ...(more > 0 ? [`- and ${more} more`] : [])].join("\n");
}

function fleetOf(folder: string): Fleet {
  const { read, leftOut } = readFolder(folder);
  return {
    title: basename(folder),
    days: new Map(read.map((series) => [series.name, daysOf([series])])),
    leftOut,
  };
}

function estateFleet(options: Options & Parameters<typeof estateSeries>[1]): Fleet {
  const series = estateSeries(options.resource, options);
  const days = new Map([...series].map(([name, pods]) => [name, daysOf(pods)]));
  return { title: `generated estate, seed ${options.seed}`, days, leftOut: [] };
}

function main(folders: readonly string[], options: Options & Parameters<typeof estateSeries>[1]): void {
  if (options.prior === true) {
    const sets = folders.map((folder) => fleetOf(folder).days);
    const { history, horizon } = options;
    const tried = { historyDays: history, horizonDays: horizon, leastHistory: loweringHistory };
    console.log(priorText(sets, tried));
    return;
  }
  if (folders.length === 0) run(estateFleet(options), options);
  for (const folder of folders) run(fleetOf(folder), options);
}

try {
  program.parse();
  main(program.args, program.opts());
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
}
