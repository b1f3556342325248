import { createGitHubAppAccount } from "../../adapters/github/index.ts";
import { openEventLog, openWorkQueue } from "../../adapters/store/index.ts";
import type { Clock } from "../../ports/clock.ts";
import { createLog } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { type PassSettings, passHandlers } from "./pass-handlers.ts";
import { type RunningServer, type ServerSettings, startServer } from "./start-server.ts";

export interface OpenServerOptions extends ServerSettings {
  /** GitHub as people know it; github.com without it. */
  readonly githubUrl: string | undefined;
  /** Where the queue and the events are kept: a folder, or the address of a PostgreSQL. */
  readonly store: string;
  readonly tend: PassSettings["tend"];
  readonly allows: PassSettings["allows"];
  readonly allowUnverified: boolean;
  readonly limits: PassSettings["limits"];
  readonly clock: Clock;
  readonly logLevel: string;
  readonly write: (line: string) => void;
  /** Texts that are never written, besides the secrets and the key. */
  readonly redacted: readonly string[];
}

/** Builds the server on its real parts and starts it. */
export async function openServer(options: OpenServerOptions): Promise<RunningServer> {
  const { appId, privateKey, githubUrl, clock, tend, allows, allowUnverified, limits } = options;
  const secrets = [...options.secrets, privateKey, ...options.redacted];
  const log = createLog(options.write, secrets, options.logLevel);
  const queue = await openWorkQueue(options.store);
  const events = await openEventLog(options.store).catch(async (error: unknown) => {
    await queue.close();
    throw error;
  });
  const closeStore = async (): Promise<void> => {
    await events.close();
    await queue.close();
  };
  const metrics = createMetrics(queue, clock);
  const account = createGitHubAppAccount({
    appId,
    privateKey,
    ...(githubUrl === undefined ? {} : { baseUrl: githubUrl }),
    onAnswer: metrics.countGitHub,
  });
  const auth = { kind: "app", appId, privateKey } as const;
  const handlers = passHandlers({
    auth,
    githubUrl,
    allowUnverified,
    limits,
    tend,
    allows,
    clock,
    events,
    metrics,
    log,
  });
  try {
    const server = await startServer(options, { queue, account, handlers, clock, log, metrics });
    return {
      port: server.port,
      async stop() {
        await server.stop();
        await closeStore();
      },
    };
  } catch (error) {
    await closeStore();
    throw error;
  }
}
