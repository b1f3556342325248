import { Option } from "@commander-js/extra-typings";
import { directorySource } from "../../../adapters/system/directory-source.ts";
import type { Repository } from "../../../app/analyze.ts";
import type { Progress } from "../../../app/progress.ts";
import { isChosen, type Located } from "../../../core/manifests/index.ts";
import type { Telemetry } from "../../../core/telemetry/index.ts";
import type { Filters } from "../options/filters.ts";
import { openRenderer, type RendererFlags } from "../options/open-renderer.ts";
import { readSnapshotFile } from "../options/read-snapshot.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { readTelemetry, type TelemetryFlags } from "./read-telemetry.ts";

/** What a command looks at: a metrics source or a recording of it, and maybe a folder of manifests. */
export interface InputFlags extends Omit<TelemetryFlags, "window">, RendererFlags {
  readonly window?: string | undefined;
  readonly snapshot?: string | undefined;
  readonly environment?: string | undefined;
}

export function snapshotOption() {
  return new Option("--snapshot <file>", "read telemetry from a file of `optpass snapshot`").conflicts([
    "prometheus",
    "selector",
    "window",
    "at",
    "store",
  ]);
}

/** Reads the folder that was named; `null` where none was, and what runs is compared with. */
export async function openFolder(
  directory: string | undefined,
  flags: RendererFlags & Pick<InputFlags, "environment">,
  streams: Streams,
): Promise<Repository | null> {
  if (directory === undefined) {
    if (flags.environment === undefined) return null;
    throw new UsageError("--environment needs a folder of manifests as an argument");
  }
  const files = await directorySource(directory).read();
  return {
    files,
    renderer: await openRenderer(flags, streams),
    environment: flags.environment,
  };
}

export function openTelemetry(
  flags: InputFlags & TelemetryFlags,
  filters: Filters,
  streams: Streams,
  progress: Progress,
): Promise<Telemetry> | Telemetry {
  return flags.snapshot === undefined
    ? readTelemetry(flags, filters, streams, progress)
    : readSnapshotFile("--snapshot", flags.snapshot);
}

/** An environment that does not exist is most likely misspelled. */
export function requireEnvironment(environment: string | undefined, located: Located | null): void {
  if (environment === undefined || located === null) return;
  const { environments } = located.survey;
  if (environments.some((one) => isChosen(one, environment))) return;
  const there = environments.map(({ name }) => name).join(", ");
  throw new UsageError(
    `no environment is called ${environment}; there are: ${there === "" ? "none" : there}`,
  );
}
