// The queries of one run of KRR over a server, in a process of its own: prints what they cost as JSON.
import { readFile } from "node:fs/promises";
import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { type Duration, duration, type Instant } from "../../../src/core/model/index.ts";
import { readDuration, readInstant } from "../pass-options.ts";
import { type Answered, reportPass } from "../pass-report.ts";
import { Api } from "./api.ts";
import { discoverPods } from "./discover-pods.ts";
import { inBatches } from "./in-batches.ts";
import { type NamedContainer, namedContainers } from "./named-container.ts";
import { usageQueries } from "./queries.ts";

interface PassOptions {
  readonly url: string;
  readonly at: Instant;
  readonly window: Duration;
  readonly containers: string;
  readonly concurrency: number;
}

const program = new Command("krr")
  .requiredOption("--url <url>", "the Prometheus server")
  .requiredOption("--at <time>", "the moment to ask about, RFC 3339", readInstant)
  .requiredOption("--containers <file>", "JSON list of the containers, as from the Kubernetes API")
  .option("--window <duration>", "how far back to look", readDuration, duration(14, "d"))
  .option("--concurrency <n>", "queries at the same time", whole, 1);

function whole(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 1 to 99.");
  return Number(text);
}

const podsPerQuery = 50;

async function pass({ url, at, window, containers: file, concurrency }: PassOptions): Promise<Answered> {
  const containers = namedContainers.parse(JSON.parse(await readFile(file, "utf8")));
  const api = new Api(url, at, concurrency);
  try {
    // All are under way from the start, as in KRR; only the queries wait for each other.
    const answered = await Promise.all(containers.map((one) => measure(api, one, window)));
    const { bytes, samples, requests } = api;
    return { bytes, samples, requests, containers: answered.filter(Boolean).length };
  } finally {
    await api.close();
  }
}

/** Whether both CPU and memory of the container came back. */
async function measure(api: Api, container: NamedContainer, window: Duration): Promise<boolean> {
  const pods = await discoverPods(api, container, window);
  const batches = inBatches(pods, podsPerQuery).map((batch) => usageQueries(container, batch, window));
  const ask = async (queries: readonly string[]) =>
    (await Promise.all(queries.map((promql) => api.query(promql)))).flat();
  const cpu = await ask(batches.map((batch) => batch.cpu));
  const memory = await ask(batches.map((batch) => batch.memory));
  await ask(batches.flatMap((batch) => batch.counts));
  return cpu.length > 0 && memory.length > 0;
}

program.parse();
const options = program.opts();
await reportPass(() => pass(options));
