// Does work until it is killed: says what it takes, and appends what it has done to a file before it finishes it.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openWorkQueue } from "../../src/adapters/store/index.ts";
import { duration, instant } from "../../src/core/model/index.ts";

const [directory = "", leaseMillis = ""] = process.argv.slice(2);
const queue = await openWorkQueue(directory);
const lease = duration(Number(leaseMillis), "ms");
for (;;) {
  const work = await queue.take(instant(Date.now()), lease);
  if (work === null) {
    await wait(5);
    continue;
  }
  process.stdout.write(`${work.key}\n`);
  await wait(3);
  appendFileSync(join(directory, "done.txt"), `${work.key} ${work.fence}\n`);
  await queue.finish(work);
}
