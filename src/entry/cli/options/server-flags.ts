import { type Command, Option, type OptionValues } from "@commander-js/extra-typings";
import { type Duration, duration } from "../../../core/model/index.ts";
import { UsageError } from "../usage-error.ts";
import { type ProcessEnvironment, variable } from "./environment.ts";

export interface ServerFlags {
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly workers?: string | undefined;
  readonly logLevel?: string | undefined;
}

/** Adds the flags of the server itself. Secrets come from the environment only. */
export function addServerOptions<Args extends unknown[], Flags extends OptionValues>(
  command: Command<Args, Flags>,
) {
  return command
    .addOption(new Option("--host <address>", "address to listen on (or OPTPASS_HOST; default: 0.0.0.0)"))
    .addOption(new Option("--port <number>", "port to listen on, 0 for any (or OPTPASS_PORT; default: 3000)"))
    .addOption(new Option("--workers <number>", "jobs at the same time (or OPTPASS_WORKERS; default: 2)"))
    .addOption(
      new Option("--log-level <level>", "error, warn, info or debug (or OPTPASS_LOG_LEVEL; default: info)"),
    );
}

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly workers: number;
  readonly logLevel: string;
  readonly secrets: readonly [string, ...string[]];
  readonly grace: Duration;
}

const logLevels = ["error", "warn", "info", "debug"];

export function readServerOptions(flags: ServerFlags, environment: ProcessEnvironment): ServerOptions {
  const logLevel = flags.logLevel ?? variable(environment, "OPTPASS_LOG_LEVEL") ?? "info";
  if (!logLevels.includes(logLevel))
    throw new UsageError(`--log-level: "${logLevel}" is none of ${logLevels.join(", ")}`);
  return {
    host: flags.host ?? variable(environment, "OPTPASS_HOST") ?? "0.0.0.0",
    port: readNumber("--port", flags.port ?? variable(environment, "OPTPASS_PORT") ?? "3000", 0, 65_535),
    workers: readNumber("--workers", flags.workers ?? variable(environment, "OPTPASS_WORKERS") ?? "2", 1, 64),
    logLevel,
    secrets: readSecrets(environment),
    // Kubernetes kills after 30 seconds.
    grace: duration(25, "s"),
  };
}

function readNumber(flag: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number >= least && number <= most) return number;
  throw new UsageError(`${flag}: "${text}" is not a number from ${least} to ${most}`);
}

/** The secret that GitHub signs with, and the one before it while they are changed. */
function readSecrets(environment: ProcessEnvironment): readonly [string, ...string[]] {
  const names = ["OPTPASS_WEBHOOK_SECRET", "OPTPASS_WEBHOOK_SECRET_OLD"] as const;
  const [secret, old] = names.map((name) => variable(environment, name));
  if (secret === undefined)
    throw new UsageError("OPTPASS_WEBHOOK_SECRET is not set: without it, anybody could send deliveries");
  for (const [index, each] of [secret, old].entries()) {
    // Probot's public default, which it takes for a secret.
    if (each === "development" || (each !== undefined && each.length < 16))
      throw new UsageError(
        `${names[index]} is too easy to guess: use at least 16 characters, made by chance`,
      );
  }
  return old === undefined ? [secret] : [secret, old];
}
