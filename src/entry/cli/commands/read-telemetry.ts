import { gatherTelemetry } from "../../../app/gather-telemetry.ts";
import type { Progress } from "../../../app/progress.ts";
import { formatDuration, lengthOf } from "../../../core/model/index.ts";
import type { Telemetry } from "../../../core/telemetry/index.ts";
import { PortError } from "../../../ports/port-error.ts";
import type { Filters } from "../options/filters.ts";
import { openPrometheus, type PrometheusFlags } from "../options/prometheus-flags.ts";
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
  const { source, matchers } = openPrometheus(flags, streams.environment);
  const folder = await openStore(flags, streams.environment);
  try {
    const { wantsNamespace } = filters;
    const options = { window, wantsNamespace, matchers, progress, folder };
    const telemetry = await gatherTelemetry(source, now, options);
    if (telemetry.evidence.length === 0) throw empty(flags, telemetry);
    return telemetry;
  } finally {
    await folder?.store.close();
    await source.close();
  }
}

function empty(flags: TelemetryFlags, { product, window }: Telemetry): PortError {
  const where = flags.namespace.length === 0 ? "" : ` in namespace ${flags.namespace.join(", ")}`;
  return new PortError(
    "metrics-source",
    "not-found",
    `${product} answers, but has no container metrics${where} in the last ${formatDuration(lengthOf(window))}: is cAdvisor (container_memory_working_set_bytes) scraped into it?`,
  );
}
