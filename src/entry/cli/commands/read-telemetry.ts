import { gatherTelemetry } from "../../../app/gather-telemetry.ts";
import type { HistoryFolder } from "../../../app/kept-histories.ts";
import type { Progress } from "../../../app/progress.ts";
import { formatDuration, type Instant, lengthOf, type Window } from "../../../core/model/index.ts";
import type { Telemetry } from "../../../core/telemetry/index.ts";
import { PortError } from "../../../ports/port-error.ts";
import type { Filters } from "../options/filters.ts";
import { type OpenedSource, openPrometheus, type PrometheusFlags } from "../options/prometheus-flags.ts";
import { readWindow } from "../options/read-window.ts";
import { openStore, type StoreFlags } from "../options/store-flag.ts";
import type { Streams } from "../streams.ts";

export interface TelemetryFlags extends PrometheusFlags, StoreFlags {
  readonly window: string;
  readonly at?: string | undefined;
  /** Namespaces asked for; none means all. */
  readonly namespace: readonly string[];
}

/** Reads a Prometheus as the flags say. A server without any container metrics is an error: nothing was measured. */
export async function readTelemetry(
  flags: TelemetryFlags,
  filters: Filters,
  streams: Streams,
  progress: Progress,
): Promise<Telemetry> {
  const now = streams.clock.now();
  const window = readWindow(flags.window, flags.at, now);
  const opened = openPrometheus(flags, streams.environment);
  const folder = await openStore(flags, streams.environment);
  const { namespace: asked } = flags;
  return readOpened(opened, folder, { window, now, wantsNamespace: filters.wantsNamespace, asked, progress });
}

export interface Reading {
  readonly window: Window;
  readonly now: Instant;
  readonly wantsNamespace: (namespace: string) => boolean;
  /** Namespaces asked for, for people; none means all. */
  readonly asked: readonly string[];
  readonly progress: Progress;
}

/** Reads a source that was opened, and closes it and the store. */
export async function readOpened(
  { source, matchers }: OpenedSource,
  folder: HistoryFolder | null,
  { window, now, wantsNamespace, asked, progress }: Reading,
): Promise<Telemetry> {
  try {
    const options = { window, wantsNamespace, matchers, progress, folder };
    const telemetry = await gatherTelemetry(source, now, options);
    if (telemetry.evidence.length === 0) throw empty(asked, telemetry);
    return telemetry;
  } finally {
    await folder?.store.close();
    await source.close();
  }
}

function empty(asked: readonly string[], { product, window }: Telemetry): PortError {
  const where = asked.length === 0 ? "" : ` in namespace ${asked.join(", ")}`;
  return new PortError(
    "metrics-source",
    "not-found",
    `${product} answers, but has no container metrics${where} in the last ${formatDuration(lengthOf(window))}: is cAdvisor (container_memory_working_set_bytes) scraped into it?`,
  );
}
