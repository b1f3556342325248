import type { Refusal, Result } from "../../model/index.ts";
import type { Environment } from "../environment.ts";
import type { ChartSurvey, ReleaseSource } from "../helm/survey-charts.ts";
import type { Trace } from "../trace.ts";
import { candidatesOf } from "./candidates-of.ts";
import { type Claim, claimValues, type Running } from "./claim-values.ts";
import { findCounts, type ShapedCount } from "./find-counts.ts";
import type { ReadRelease, Release } from "./release.ts";
import { traceReleases } from "./trace-releases.ts";
import type { ValuesCandidate } from "./values-candidate.ts";

/** What the values of charts that are elsewhere say of what runs. */
export interface LocatedByValues {
  /** One for each release that could be read, with the containers that run with its values. */
  readonly traces: readonly Trace[];
  /** By `containerKey`, for every container that runs: the block of values that is its, or why there is none. */
  readonly claims: ReadonlyMap<string, Result<Claim, Refusal>>;
  /** What each release has values for, whether it was found running or not. */
  readonly offers: readonly ReleaseOffer[];
  /** Releases whose values could not be read. */
  readonly unlocated: readonly { readonly environment: Environment; readonly refusal: Refusal }[];
}

interface ReleaseOffer {
  readonly release: ReadRelease;
  readonly candidates: readonly ValuesCandidate[];
  readonly counts: readonly ShapedCount[];
}

/**
 * Finds settings of charts that are not in the repository, and cannot be rendered. `charts` has read the values of all
 * of them (`surveyCharts`, its last argument). With nothing that runs, only the offers say something.
 */
export function locateByValues(
  charts: ChartSurvey,
  releases: readonly Release[],
  running: readonly Running[],
): LocatedByValues {
  const all = releases.map((release) => ({ release, layers: layersOf(charts, release.source) }));
  const read = all.flatMap(({ release, layers }): ReadRelease[] =>
    layers.ok ? [{ ...release, layers: layers.value }] : [],
  );
  const claims = claimValues(read, running, charts.files.origin);
  return {
    traces: traceReleases(read, claims.values()),
    claims,
    offers: read.map((release) => ({
      release,
      candidates: candidatesOf(release),
      counts: findCounts(release.layers),
    })),
    unlocated: all.flatMap(({ release: { environment }, layers }) =>
      layers.ok ? [] : [{ environment, refusal: layers.error }],
    ),
  };
}

function layersOf({ releases }: ChartSurvey, source: ReleaseSource): Result<ReadRelease["layers"], Refusal> {
  const layers = releases.get(source);
  if (layers === undefined) throw new Error("the charts were surveyed without this release");
  return layers;
}
