import { createHash } from "node:crypto";
import { type Command, Option, type OptionValues } from "@commander-js/extra-typings";
import { parsePrometheusUrl } from "../../../adapters/prometheus/index.ts";
import { describeAddress, isPostgres, secretsOf } from "../../../adapters/store/index.ts";
import type { HistoryFolder } from "../../../app/kept-histories.ts";
import type { EventLog } from "../../../ports/event-log.ts";
import { UsageError } from "../usage-error.ts";
import { type ProcessEnvironment, variable } from "./environment.ts";
import { makeNamedFolder } from "./make-named-folder.ts";
import type { PrometheusFlags } from "./prometheus-flags.ts";

export interface StoreFlags {
  readonly store?: string | undefined;
}

/** Adds the flag of every command that reads a metrics source again and again. */
export function addStoreOption<Args extends unknown[], Flags extends OptionValues>(
  command: Command<Args, Flags>,
) {
  const meaning =
    "remember what was read and done: in this folder, or in a PostgreSQL, postgres://... (or OPTPASS_STORE)";
  return command.addOption(new Option("--store <place>", meaning));
}

/** A store that was asked for: a folder, which is there, or the address of a PostgreSQL. */
export interface StorePlace {
  readonly location: string;
  /** What must not be shown of it. */
  readonly secrets: readonly string[];
}

/** `null` where none was asked for. */
export function readStore({ store }: StoreFlags, environment: ProcessEnvironment): StorePlace | null {
  const location = store ?? variable(environment, "OPTPASS_STORE");
  if (location === undefined) return null;
  if (!isPostgres(location)) {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location))
      throw new UsageError("--store: write a folder, or postgres://USER@HOST/DATABASE");
    makeNamedFolder("--store", location);
    return { location, secrets: [] };
  }
  const described = describeAddress(location);
  if (!described.ok) throw new UsageError(`--store: ${described.error}`);
  return { location, secrets: secretsOf(location) };
}

export function requireStore(flags: StoreFlags, environment: ProcessEnvironment): StorePlace {
  const place = readStore(flags, environment);
  if (place !== null) return place;
  throw new UsageError(
    "say where what was delivered, measured and done is kept: --store PLACE (or OPTPASS_STORE)",
  );
}

/** The log of what happened, in the store that must be named. Throws a PortError. */
export async function openLog(flags: StoreFlags, environment: ProcessEnvironment): Promise<EventLog> {
  const { location } = requireStore(flags, environment);
  const { openEventLog } = await import("../../../adapters/store/index.ts");
  return openEventLog(location);
}

/** Opens the store that was asked for, `null` where none was. Its driver is loaded only now. Throws a PortError. */
export async function openStore(
  flags: StoreFlags & PrometheusFlags,
  environment: ProcessEnvironment,
): Promise<HistoryFolder | null> {
  return openStoreFor(identify(flags, environment), flags, environment);
}

/** The same for a source that is known by this name. */
export async function openStoreFor(
  source: string,
  flags: StoreFlags,
  environment: ProcessEnvironment,
): Promise<HistoryFolder | null> {
  const place = readStore(flags, environment);
  if (place === null) return null;
  const { openHistoryStore } = await import("../../../adapters/store/index.ts");
  return { store: await openHistoryStore(place.location), source };
}

/**
 * Tells a source from every other: its address, the user and the tenant that it is asked as, and what every question is
 * narrowed to. All but the address is hashed, because a header may hold anything. A tenant that only a token tells is
 * not seen here.
 */
function identify(flags: PrometheusFlags, environment: ProcessEnvironment): string {
  const address = parsePrometheusUrl(
    flags.prometheus ?? variable(environment, "OPTPASS_PROMETHEUS_URL") ?? "",
  );
  const url = address.ok ? address.value : null;
  const user = variable(environment, "OPTPASS_PROMETHEUS_USERNAME") ?? url?.credentials?.username ?? "";
  const secret = variable(environment, "OPTPASS_PROMETHEUS_HEADERS")?.split("\n") ?? [];
  const headers = [...flags.prometheusHeader, ...secret].filter((line) => !changesOverTime.test(line)).sort();
  const rest = JSON.stringify({ user, headers, selector: flags.selector?.trim() ?? "" });
  return `${url?.base ?? ""} ${createHash("sha256").update(rest).digest("hex").slice(0, 16)}`;
}

// Names of headers that hold a credential, which is replaced from time to time.
const changesOverTime = /^[^:]*(?:authorization|token|key|cookie|secret|password)[^:]*:/i;
