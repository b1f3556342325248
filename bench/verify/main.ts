// How often the judge rolls back what nobody changed, and how much it sees: `npm run bench:verify -- --help`.
import { basename } from "node:path";
import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { readFolder, type Series } from "../quality/read-series.ts";
import { heldOutKinds } from "./held-out-kinds.ts";
import { judgeMoments } from "./moments.ts";
import { type Row, verifyReport } from "./report.ts";
import { designKinds, harderKinds, seriesOf } from "./series-kinds.ts";

const factors = [1.2, 1.35];

const program = new Command("bench:verify")
  .description(
    "Judges random moments at which nothing was changed (A/A), and the same with a rise of 20 % and of 35 % put in.",
  )
  .argument("[folders...]", "folders of CSV files: `timestamp,value` a line, one series a file")
  .option("--moments <n>", "moments a kind of series or folder", whole, 1000)
  .option("--series <n>", "generated series a kind", whole, 25)
  .option("--days <n>", "length of a generated series", whole, 63)
  .option("--seed <n>", "other series and moments of the same kinds", whole, 1)
  .option("--harder", "harder generated kinds: steps, heavy tails, long memory and others")
  .option("--held-out", "generated kinds that the rules were not made on")
  .option("--by-series", "in a folder, a row a file")
  .option("--show-false", "where rollbacks were false");

function whole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It must be a whole number above zero.");
  return Number(text);
}

type Options = ReturnType<typeof program.opts>;

function main(folders: readonly string[], options: Options): void {
  const rows: Row[] = [];
  for (const { kind, series } of folders.length > 0 ? foldersOf(folders, options) : generated(options)) {
    const tally = judgeMoments(series, { moments: options.moments, factors, seed: options.seed });
    rows.push({ kind, tally });
    for (const name of tally.short) console.error(`${kind}: ${name} is too short to be judged`);
    if (options.showFalse !== true) continue;
    for (const { series: name, moment } of tally.falseAt) {
      console.error(`${kind}: ${name} at ${new Date(moment * 1000).toISOString()}`);
    }
  }
  console.log(verifyReport(rows, factors));
}

interface Group {
  readonly kind: string;
  readonly series: readonly Series[];
}

function* foldersOf(folders: readonly string[], { bySeries }: Options): Generator<Group> {
  for (const folder of folders) {
    const { read, leftOut } = readFolder(folder);
    for (const sentence of leftOut) console.error(sentence);
    if (bySeries !== true) yield { kind: basename(folder), series: read };
    else for (const series of read) yield { kind: series.name, series: [series] };
  }
}

function* generated({ harder, heldOut, series: count, days, seed }: Options): Generator<Group> {
  const kinds = heldOut === true ? heldOutKinds : harder === true ? harderKinds : designKinds;
  for (const [name, kind] of Object.entries(kinds)) {
    yield { kind: name, series: seriesOf(name, kind, { count, days, seed }) };
  }
}

try {
  program.parse();
  main(program.args, program.opts());
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
}
