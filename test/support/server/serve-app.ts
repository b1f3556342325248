import { setTimeout as wait } from "node:timers/promises";
import { type CliRun, optpass } from "../cli/run-cli.ts";

export interface ServedApp {
  readonly port: number;
  log(): string;
  /** How many jobs of this kind came to their end, such as `pass acme/infra`. */
  done(job: string): number;
  stop(): Promise<CliRun>;
}

/** `optpass serve` in this process; comes back once it listens. Throws where it does not start. */
export async function serveApp(
  flags: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ServedApp> {
  let log = "";
  let stop: () => void = () => {};
  const ended = optpass(["serve", "--host", "127.0.0.1", "--port", "0", ...flags], {
    environment,
    onStop: (handle) => {
      stop = handle;
    },
    onWrite: (text) => {
      log += text;
    },
  });
  const isOver = ended.then(() => true);
  while (!/"port":\d+,"msg":"listening"/.test(log)) {
    if (await Promise.race([isOver, wait(10, false)])) throw new Error((await ended).stderr);
  }
  return {
    port: Number(/"port":(\d+)/.exec(log)?.[1]),
    log: () => log,
    done: (job) =>
      log.split("\n").filter((line) => line.includes(`"job":"${job}`) && line.includes('"msg":"job done"'))
        .length,
    stop() {
      stop();
      return ended;
    },
  };
}
