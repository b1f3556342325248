import { narrowSource } from "../../../app/narrow-source.ts";
import type { TendSettings } from "../../../app/open-repository.ts";
import type { Progress } from "../../../app/progress.ts";
import { shareTelemetry } from "../../../app/share-telemetry.ts";
import { chooseSource, type OperatorConfig, sourcesFor } from "../../../core/config/index.ts";
import { duration, formatDuration } from "../../../core/model/index.ts";
import { PortError } from "../../../ports/port-error.ts";
import { identifyDataSource, openDataSource } from "../options/data-source.ts";
import { readFilters } from "../options/filters.ts";
import { openPrometheus } from "../options/prometheus-flags.ts";
import { readWindow } from "../options/read-window.ts";
import { openStoreFor } from "../options/store-flag.ts";
import type { Streams } from "../streams.ts";
import { readOpened, readTelemetry, type TelemetryFlags } from "./read-telemetry.ts";

// Repositories that are looked at in the same minutes read the same metrics.
const readingKept = duration(10, "m");

interface SourceFlags extends Omit<TelemetryFlags, "window"> {
  readonly window?: string | undefined;
  readonly workload: readonly string[];
}

/** Opens the same source, to look at what came of a merge. */
export function openChosenSource(
  flags: SourceFlags,
  operator: OperatorConfig | null,
  { environment }: Streams,
): TendSettings["openMetrics"] {
  return async ({ source: name }, { fullName }) => {
    const { source, matchers } = openChosen(name, fullName);
    return { source: narrowSource(source, matchers), close: () => source.close() };
  };

  function openChosen(name: string | null, fullName: string) {
    if (operator === null) return openPrometheus(flags, environment);
    const chosen = chooseSource(sourcesFor(operator, fullName), name);
    if (!chosen.ok) throw new PortError("metrics-source", "rejected", chosen.error);
    return openDataSource(chosen.value, environment);
  }
}

/** Reads the source that a policy names: of the operator's file, or the one of the flags. */
export function readChosenSource(
  flags: SourceFlags,
  operator: OperatorConfig | null,
  streams: Streams,
  progress: Progress,
): TendSettings["readTelemetry"] {
  const filters = readFilters(flags.namespace, flags.workload);
  const share = shareTelemetry(streams.clock, readingKept);
  return ({ source: name, window: length }, { fullName }) => {
    const window = flags.window ?? formatDuration(length);
    if (operator === null) {
      return share(window, () => readTelemetry({ ...flags, window }, filters, streams, progress));
    }
    const chosen = chooseSource(sourcesFor(operator, fullName), name);
    if (!chosen.ok) throw new PortError("metrics-source", "rejected", chosen.error);
    return share(`${chosen.value.name} ${window}`, async () => {
      const now = streams.clock.now();
      const folder = await openStoreFor(identifyDataSource(chosen.value), flags, streams.environment);
      return readOpened(openDataSource(chosen.value, streams.environment), folder, {
        window: readWindow(window, flags.at, now),
        ...{ now, progress, asked: flags.namespace, wantsNamespace: filters.wantsNamespace },
      });
    });
  };
}
