import { type Command, Option, type OptionValues } from "@commander-js/extra-typings";
import type { PrometheusOptions } from "../../../adapters/prometheus/index.ts";
import { parseQuantity, toNumber } from "../../../core/model/index.ts";
import { UsageError } from "../usage-error.ts";
import { type ProcessEnvironment, variable } from "./environment.ts";

/** What the flags parse to. */
export interface PrometheusLimitFlags {
  readonly prometheusTimeout?: string | undefined;
  readonly prometheusConcurrency?: string | undefined;
  readonly prometheusMaxSamples?: string | undefined;
  readonly prometheusMaxSeries?: string | undefined;
  readonly prometheusMaxBytes?: string | undefined;
}

interface Limit {
  readonly flag: string;
  readonly meaning: string;
  /** As the adapter has it, in words of the flag. */
  readonly byDefault: string;
  readonly least: string;
  readonly most: string;
  readonly unit: string;
}

const limits = {
  timeout: {
    flag: "--prometheus-timeout",
    meaning: "longest time for one request, in seconds",
    ...{ byDefault: "60", least: "1", most: "3600", unit: "a number of seconds" },
  },
  concurrency: {
    flag: "--prometheus-concurrency",
    meaning: "requests at the same time",
    ...{ byDefault: "4", least: "1", most: "64", unit: "a whole number" },
  },
  maxSamples: {
    flag: "--prometheus-max-samples",
    meaning: "samples of one query, and in memory at once",
    ...{ byDefault: "500000", least: "1000", most: "50000000", unit: "a whole number" },
  },
  maxSeries: {
    flag: "--prometheus-max-series",
    meaning: "series of one request for samples as they were scraped",
    ...{ byDefault: "200000", least: "100", most: "10000000", unit: "a whole number" },
  },
  // V8 reads no text of 512 MiB. Below a mebibyte, ordinary answers about labels would not fit.
  maxBytes: {
    flag: "--prometheus-max-bytes",
    meaning: "longest answer, unpacked",
    ...{ byDefault: "256Mi", least: "1Mi", most: "511Mi", unit: "a size, such as 64Mi," },
  },
} as const satisfies Record<string, Limit>;

/** Adds the bounds that protect the server, and the memory of this program. */
export function addPrometheusLimits<Args extends unknown[], Flags extends OptionValues>(
  command: Command<Args, Flags>,
) {
  const option = <Flag extends string>(flag: Flag, { meaning, byDefault }: Limit) =>
    new Option(flag, `${meaning} (default: ${byDefault})`).helpGroup("Limits of the metrics source:");
  return command
    .addOption(option("--prometheus-timeout <seconds>", limits.timeout))
    .addOption(option("--prometheus-concurrency <n>", limits.concurrency))
    .addOption(option("--prometheus-max-samples <n>", limits.maxSamples))
    .addOption(option("--prometheus-max-series <n>", limits.maxSeries))
    .addOption(option("--prometheus-max-bytes <size>", limits.maxBytes));
}

/** The limits that flags and environment ask for; a flag wins. Throws a UsageError. */
export function readPrometheusLimits(
  flags: PrometheusLimitFlags,
  environment: ProcessEnvironment,
): Partial<PrometheusOptions> {
  const read = <Key extends keyof PrometheusOptions>(key: Key, limit: Limit, flag: string | undefined) => {
    const name = limit.flag.replace(/^--/, "OPTPASS_").replaceAll("-", "_").toUpperCase();
    const [from, text] = flag === undefined ? [name, variable(environment, name)] : [limit.flag, flag];
    return text === undefined ? {} : { [key]: amountOf(limit, from, text) };
  };
  return {
    ...read("timeoutSeconds", limits.timeout, flags.prometheusTimeout),
    ...read("concurrency", limits.concurrency, flags.prometheusConcurrency),
    ...read("maxSamplesPerQuery", limits.maxSamples, flags.prometheusMaxSamples),
    ...read("maxSeriesPerRequest", limits.maxSeries, flags.prometheusMaxSeries),
    ...read("maxResponseBytes", limits.maxBytes, flags.prometheusMaxBytes),
  };
}

function amountOf({ least, most, unit }: Limit, from: string, text: string): number {
  const amount = wholeNumber(text);
  const [from_, to] = [wholeNumber(least), wholeNumber(most)];
  if (amount !== null && from_ !== null && to !== null && amount >= from_ && amount <= to) return amount;
  throw new UsageError(`${from}: "${text}" is not ${unit} between ${least} and ${most}`);
}

// The notation of Kubernetes, so that 64Mi is what it is everywhere else here.
function wholeNumber(text: string): number | null {
  const parsed = parseQuantity(text);
  const amount = parsed.ok ? toNumber(parsed.value) : Number.NaN;
  return Number.isSafeInteger(amount) ? amount : null;
}
