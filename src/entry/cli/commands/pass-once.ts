import { readTemplate } from "../../../adapters/system/template.ts";
import { type PassOutcome, type ReadPolicy, runPass } from "../../../app/run-pass.ts";
import type { CodeHost } from "../../../ports/code-host.ts";
import { readFilters } from "../options/filters.ts";
import { openGitHub } from "../options/github-flags.ts";
import { openRenderer, type RendererFlags } from "../options/open-renderer.ts";
import { type PriceFlags, readPrices } from "../options/read-prices.ts";
import { readTuning, type TuningFlags } from "../options/tuning-flags.ts";
import { progressLine } from "../output/progress-line.ts";
import type { Streams } from "../streams.ts";
import { readTelemetry, type TelemetryFlags } from "./read-telemetry.ts";

export interface PassFlags extends TelemetryFlags, PriceFlags, TuningFlags, RendererFlags {
  readonly githubUrl?: string | undefined;
  readonly workload: readonly string[];
  readonly environment?: string | undefined;
}

export interface PassOrder {
  readonly repository: string;
  readonly flags: PassFlags;
  readonly readPolicy: ReadPolicy;
  readonly dryRun: boolean;
}

export interface OncePassed {
  readonly outcome: PassOutcome;
  readonly cost: ReturnType<CodeHost["cost"]>;
  readonly template: string;
}

/** One pass over a repository on GitHub, as flags and environment say. */
export async function passOnce(
  { repository, flags, readPolicy, dryRun }: PassOrder,
  streams: Streams,
): Promise<OncePassed> {
  const filters = readFilters(flags.namespace, flags.workload);
  const prices = readPrices(flags);
  const tuning = readTuning(flags);
  const template = readTemplate("pull-request.md");
  const line = progressLine(streams.stderr);
  const host = await openGitHub(repository, flags.githubUrl, streams.environment, (seconds, why) => {
    line.clear();
    streams.stderr.write(`${why}: waiting ${Math.ceil(seconds)} seconds.\n`);
  });
  try {
    const outcome = await runPass({
      host,
      readPolicy,
      readTelemetry: () => readTelemetry(flags, filters, streams, line.progress),
      renderer: await openRenderer(flags, streams),
      template,
      environment: flags.environment,
      wantsWorkload: filters.wantsWorkload,
      prices,
      tuning: () => tuning,
      dryRun,
      progress: line.progress,
    });
    return { outcome, cost: host.cost(), template };
  } finally {
    line.clear();
  }
}
