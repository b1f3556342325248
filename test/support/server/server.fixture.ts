// A server in a process of its own, on the store of a folder or another one that is named: says its port, and appends what it has done to a file.
// Its jobs take the time given; each says so when it begins.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { duration } from "../../../src/core/model/index.ts";
import { startTestServer } from "./start-test-server.ts";

const [folder = "", jobMillis = "0", leaseMillis = "30000", store] = process.argv.slice(2);
const server = await startTestServer({
  folder,
  ...(store === undefined ? {} : { store }),
  lease: duration(Number(leaseMillis), "ms"),
  handle: async ({ repository }, lease) => {
    process.stdout.write(`begun ${repository}\n`);
    await wait(Number(jobMillis));
    await lease.check();
    appendFileSync(join(folder, "done.txt"), `${repository}\n`);
    return undefined;
  },
});
process.stdout.write(`port ${server.port}\n`);
process.once("SIGTERM", () => {
  void server.stop().then(() => process.exit(0));
});
