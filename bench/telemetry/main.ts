// What a pass costs the user's Prometheus, against the usual pattern of queries: `npm run bench:telemetry -- --help`.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { buildPrograms } from "./build-programs.ts";
import { ensureCompactData } from "./compact-estate.ts";
import { compare, type Run } from "./compare.ts";
import { estateOf, type Size, takeCensus } from "./estates.ts";
import { describeMachine } from "./machine.ts";
import type { Measurement, Subject } from "./measure.ts";
import { censusText } from "./report/census-text.ts";
import { figures } from "./report/figures.ts";
import { putInDocument } from "./report/put-in-document.ts";
import { type Report, reportSections } from "./report/report.ts";
import { scale } from "./scale.ts";

const program = new Command("bench:telemetry")
  .description(
    "Measures what one pass costs a Prometheus server and its client. Leave the machine alone meanwhile.",
  )
  .option("--runs <n>", "times that each contender runs", whole, 3)
  .option("--containers <n>", "size of the comparison: containers running at a time, about", whole, 1000)
  .option("--days <n>", "size of the comparison: days", whole, 14)
  .option("--small", "a few containers and a day only: shows that the benchmark works")
  .addOption(new Option("--only <part>", "one part only").choices(["comparison", "scale"] as const))
  .option("--prepare", "build the estates and measure nothing")
  .option("--data <directory>", "keep built estates here", join(tmpdir(), "optpass-bench"))
  .option("--json <file>", "every single measurement (default: telemetry.json in the data directory)")
  .option("--write <file>", "put the tables between the markers of this document");

function whole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It must be a whole number above zero.");
  return Number(text);
}

type Options = ReturnType<(typeof program)["opts"]>;

interface Plan {
  readonly comparison: Size | null;
  readonly scale: readonly Subject[] | null;
}

function planOf({ small, only, containers, days }: Options): Plan {
  const size = small === true ? { containers: 50, days: 1 } : { containers, days };
  return {
    comparison: only === "scale" ? null : size,
    scale: only === "comparison" ? null : small === true ? smallScale : fullScale,
  };
}

const smallScale: readonly Subject[] = [
  { estate: { containers: 25, days: 1 }, days: 1 },
  { estate: { containers: 50, days: 1 }, days: 0.5 },
  { estate: { containers: 50, days: 1 }, days: 1 },
];

// A server usually holds more than one asks for, so shorter windows are read from the same estate.
const thousand = { containers: 1000, days: 14 };
const fullScale: readonly Subject[] = [
  { estate: { containers: 250, days: 14 }, days: 14 },
  { estate: { containers: 500, days: 14 }, days: 14 },
  { estate: thousand, days: 3.5 },
  { estate: thousand, days: 7 },
  { estate: thousand, days: 14 },
  { estate: { containers: 5000, days: 7 }, days: 7 },
];

async function main(options: Options): Promise<void> {
  const cache = resolve(options.data);
  const machine = await describeMachine();
  const plan = planOf(options);
  await prepare(plan, cache);
  if (options.prepare === true) return;
  await buildPrograms();
  const run: Run = { runs: options.runs, cache, onMeasured };
  const report: Report = {
    at: new Date().toISOString(),
    machine,
    comparison: plan.comparison && (await compare(plan.comparison, run)),
    scale: plan.scale && (await scale(plan.scale, run)),
  };
  const sections = reportSections(report);
  console.log([...sections.values()].join("\n\n"));
  await writeFile(options.json ?? join(cache, "telemetry.json"), `${JSON.stringify(report, null, 2)}\n`);
  if (options.write === undefined) return;
  await writeFile(options.write, putInDocument(await readFile(options.write, "utf8"), sections));
}

async function prepare(plan: Plan, cache: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const sizes = [
    ...(plan.comparison === null ? [] : [plan.comparison]),
    ...(plan.scale ?? []).map((one) => one.estate),
  ];
  for (const size of sizes) {
    const estate = estateOf(size);
    console.error(`estate: ${censusText(takeCensus(estate, size.days), size.days)}`);
    await ensureCompactData(estate, cache);
  }
}

function onMeasured(what: string, measurement: Measurement): void {
  const cells = figures.map(({ heading, of, show }) => `${heading} ${show(of(measurement))}`);
  console.error(`${what}: ${cells.join(", ")}`);
}

try {
  program.parse();
  await main(program.opts());
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
}
