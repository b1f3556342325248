// How a server stands a burst of deliveries, all of them its own to keep: `npm run bench:server -- --help`.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { measureBurst } from "./measure-burst.ts";
import { measureIdle } from "./measure-idle.ts";

const program = new Command("bench:server")
  .description(
    "Sends deliveries to a server in a process of its own, and counts what is answered and what is kept.",
  )
  .option("--deliveries <n>", "deliveries, each for a repository of its own", whole, 2_000)
  .option("--at-once <n>", "connections that send at the same time", whole, 100)
  .option(
    "--idle <n>",
    "instead: what an idle pass over so many repositories of 20 workloads asks of GitHub",
    whole,
  )
  .option("--store <dir>", "where to make the store (default: the folder for temporary files)", tmpdir());

function whole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It must be a whole number above zero.");
  return Number(text);
}

program.parse();
const { deliveries, atOnce, store, idle } = program.opts();
if (idle !== undefined) {
  // Of an installation with a thousand repositories, for REST and GraphQL each.
  const share = (each: number): string => `${((each * 1_000 * 100) / 12_500).toFixed(0)} %`;
  for (const { situation, rest, graphql, points, app, unchanged, writes } of await measureIdle({
    repositories: idle,
    workloads: 20,
  })) {
    const counted = `REST ${rest} (${share(rest)}), GraphQL ${graphql} questions of ${points} points (${share(points)})`;
    console.log(
      `${situation}: ${counted}, app ${app}, unchanged ${unchanged}, writes ${writes} per repository`,
    );
  }
  process.exit();
}
const folder = await mkdtemp(join(store, "optpass-bench-server-"));
try {
  const { seconds, answers, p50, p99, slowest, lost } = await measureBurst({ folder, deliveries, atOnce });
  const ms = (seconds: number): string => `${Math.round(seconds * 1000)} ms`;
  console.log(
    `${deliveries} deliveries, ${atOnce} at once, in ${seconds.toFixed(1)} s: ${Math.round(deliveries / seconds)} a second`,
  );
  console.log(
    `answers ${JSON.stringify(answers)}; p50 ${ms(p50)}, p99 ${ms(p99)}, slowest ${ms(slowest)}; ${lost} lost`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
