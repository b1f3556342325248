// Builds an estate's TSDB from the command line: `npm run estate -- --help`.
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { formatInstant, type Instant, instant } from "../../../src/core/model/index.ts";
import { findTool } from "../tools/find-tool.ts";
import { buildBlocks } from "./build-blocks.ts";
import { describeEstate, type EstateOptions } from "./describe-estate.ts";
import { keepBlocksFlags } from "./ensure-estate-data.ts";
import type { Estate } from "./estate.ts";
import { generateDesigns } from "./generated/generated-designs.ts";
import { shopEnd, shopEstate } from "./shop/shop-estate.ts";

const program = new Command("estate")
  .description("Builds a Prometheus data directory from a generated, seeded estate of workloads.")
  .option("--workloads <n>", "generate this many workloads (default: the named workloads of the shop)", whole)
  .option("--containers <n>", "containers running at a time, about (default: five a workload)", whole)
  .option("--days <n>", "length of the past", positive, 14)
  .option("--scrape <seconds>", "scrape interval", whole, 60)
  .option("--seed <n>", "another estate of the same kind", whole, 1)
  .option("--end <time>", "when the data ends, RFC 3339", time, shopEnd)
  .option("--rollout-days <n>", "mean days between rollouts of a generated workload", positive, 3.5)
  .option("--cluster <name>", "put a cluster label on every series")
  .addOption(
    new Option(
      "--detail <which>",
      "full: all series; usage: CPU and working set of containers, thinned state",
    )
      .choices(["full", "usage"] as const)
      .default("full" as const),
  )
  .option("--out <directory>", "where the data goes; must be empty or missing", "optpass-estate");

function whole(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It must be a whole number above zero.");
  return Number(text);
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3650)) throw new InvalidArgumentError("It must be a number above zero.");
  return value;
}

function time(text: string): Instant {
  const millis = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(millis)) throw new InvalidArgumentError("Write it like 2026-03-02T06:00:00Z.");
  return instant(millis);
}

type Options = ReturnType<(typeof program)["opts"]>;

async function main(options: Options): Promise<void> {
  const promtool = findTool("promtool");
  if (promtool === null) throw new Error("promtool is missing: put it on PATH");
  const dataDirectory = resolve(options.out);
  const present = await readdir(dataDirectory).catch(() => []);
  if (present.length > 0) throw new Error(`${dataDirectory} is not empty`);
  const estate = makeEstate(options);
  describe(estate);
  await buildAt(dataDirectory, estate, promtool);
  // Blocks are left as they are: compacting them would disturb a benchmark.
  console.log(`Serve it with:
  echo 'scrape_configs: []' > ${dataDirectory}/prometheus.yml
  prometheus --config.file=${dataDirectory}/prometheus.yml --storage.tsdb.path=${dataDirectory} \\
    --storage.tsdb.retention.time=100y ${keepBlocksFlags.join(" ")} \\
    --web.listen-address=127.0.0.1:9090`);
}

/** Builds beside the directory and renames at the end, so that what is there is whole. */
async function buildAt(dataDirectory: string, estate: Estate, promtool: string): Promise<void> {
  const began = Date.now();
  await mkdir(dirname(dataDirectory), { recursive: true });
  const aside = await mkdtemp(`${dataDirectory}.building-`);
  const [data, scratch] = [join(aside, "data"), join(aside, "scratch")];
  try {
    const built = await buildBlocks(estate, {
      promtool,
      dataDirectory: data,
      scratchDirectory: scratch,
      onProgress,
    });
    await rename(data, dataDirectory);
    const seconds = (Date.now() - began) / 1000;
    const rate = Math.round(built.samples / seconds).toLocaleString("en");
    console.log(
      `${built.samples} samples of ${built.series} series in ${seconds.toFixed(1)} s (${rate} a second)`,
    );
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function makeEstate(options: Options): Estate {
  const { days, scrape, seed, end, cluster, detail, workloads } = options;
  const common = {
    days,
    scrapeSeconds: scrape,
    seed,
    end,
    detail,
    ...(cluster === undefined ? {} : { cluster }),
  };
  if (workloads === undefined) return shopEstate(common);
  const containers = options.containers ?? workloads * 5;
  const designs = generateDesigns({ workloads, containers, seed, rolloutDays: options.rolloutDays });
  // Some fifty containers a machine.
  const estateOptions: EstateOptions = { ...common, nodes: Math.max(3, Math.ceil(containers / 50)) };
  return describeEstate(designs, estateOptions);
}

function describe(estate: Estate): void {
  const pods = estate.workloads.reduce((sum, workload) => sum + workload.pods.length, 0);
  const live = estate.workloads.reduce((sum, { design, pods: all }) => {
    const alive = all.filter((pod) => pod.startedAt < estate.end && pod.stoppedAt >= estate.end);
    return sum + alive.length * design.containers.length;
  }, 0);
  const span = `${formatInstant(instant(estate.start * 1000))} to ${formatInstant(instant(estate.end * 1000))}`;
  console.log(`${estate.workloads.length} workloads, ${live} containers at the end, ${pods} pods, ${span}`);
}

function onProgress(progress: { readonly samples: number; readonly share: number }): void {
  if (process.stderr.isTTY !== true) return;
  process.stderr.write(
    `\r${Math.round(progress.share * 100)} % of the time, ${progress.samples} samples${progress.share === 1 ? "\n" : " "}`,
  );
}

try {
  program.parse();
  await main(program.opts());
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
}
