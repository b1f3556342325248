import { readTemplate } from "../../../adapters/system/template.ts";
import { type PassOutcome, runPass } from "../../../app/run-pass.ts";
import { readOrganisation } from "../../../app/shared-files.ts";
import type { Configuration } from "../../../core/config/index.ts";
import { ok } from "../../../core/model/index.ts";
import type { CodeHost } from "../../../ports/code-host.ts";
import { type ConfigFlags, flagsOver, openConfiguration, withWindow } from "../options/configuration.ts";
import { readFilters } from "../options/filters.ts";
import { openGitHub, openSeal, readCredentials } from "../options/github-flags.ts";
import { openRecorder } from "../options/open-recorder.ts";
import { openRenderer, type RendererFlags } from "../options/open-renderer.ts";
import { type PriceFlags, readPrices } from "../options/read-prices.ts";
import { openSharedFiles } from "../options/shared-files.ts";
import { readTuning, type TuningFlags } from "../options/tuning-flags.ts";
import { progressLine } from "../output/progress-line.ts";
import type { Streams } from "../streams.ts";
import { readTelemetry, type TelemetryFlags } from "./read-telemetry.ts";

export interface PassFlags
  extends Omit<TelemetryFlags, "window">,
    PriceFlags,
    TuningFlags,
    ConfigFlags,
    RendererFlags {
  readonly window?: string | undefined;
  readonly githubUrl?: string | undefined;
  readonly workload: readonly string[];
  readonly environment?: string | undefined;
}

export interface PassOrder {
  readonly repository: string;
  readonly flags: PassFlags;
  /** What this run makes of the configuration that it found. */
  readonly adjust: (configuration: Configuration) => Configuration;
  readonly dryRun: boolean;
  /** New pull requests at most. */
  readonly mostNew: number;
}

export interface OncePassed {
  readonly outcome: PassOutcome;
  readonly cost: ReturnType<CodeHost["cost"]>;
}

/** One pass over a repository on GitHub, as flags and environment say. */
export async function passOnce(order: PassOrder, streams: Streams): Promise<OncePassed> {
  const { repository, flags } = order;
  const filters = readFilters(flags.namespace, flags.workload);
  const prices = readPrices(flags);
  const flagged = readTuning(flags);
  const line = progressLine(streams.stderr);
  const github = await openGitHub(repository, flags.githubUrl, streams.environment, (seconds, why) => {
    line.clear();
    streams.stderr.write(`${why}: waiting ${Math.ceil(seconds)} seconds.\n`);
  });
  const readPreset = await openSharedFiles(readCredentials(streams.environment), flags.githubUrl, streams);
  const recording = await openRecorder(repository, flags, streams);
  let window = flags.window;
  try {
    const outcome = await runPass({
      host: github.host,
      async readConfiguration(files, { fullName }) {
        const organisation = await readOrganisation(fullName, readPreset);
        const others = { organisation, owner: fullName.split("/")[0] ?? null, readPreset };
        const found = flagsOver(await openConfiguration(flags, files, streams, others), flagged);
        window = withWindow(flags, found).window;
        return ok(order.adjust(found));
      },
      readTelemetry: () => readTelemetry({ ...flags, window: window ?? "" }, filters, streams, line.progress),
      renderer: await openRenderer(flags, streams),
      template: readTemplate("pull-request.md"),
      environment: flags.environment,
      wantsWorkload: filters.wantsWorkload,
      prices,
      seal: openSeal(streams.environment),
      say: null,
      recorder: recording.recorder,
      asked: new Map(),
      mostNew: order.mostNew,
      dryRun: order.dryRun,
      now: streams.clock.now(),
      progress: line.progress,
    });
    return { outcome, cost: github.host.cost() };
  } finally {
    line.clear();
    await recording.close();
  }
}
