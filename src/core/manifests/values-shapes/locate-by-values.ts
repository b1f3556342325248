import type { Refusal, Result } from "../../model/index.ts";
import type { RemoteSource } from "../deployments/deployment.ts";
import type { Environment } from "../environment.ts";
import type { ChartSurvey, ReleaseSource } from "../helm/survey-charts.ts";
import type { Trace } from "../trace.ts";
import { candidatesOf } from "./candidates-of.ts";
import { type Claim, claimValues, type Running } from "./claim-values.ts";
import { findCounts, type ShapedCount } from "./find-counts.ts";
import type { Release } from "./release.ts";
import { traceReleases } from "./trace-releases.ts";
import type { ValuesCandidate } from "./values-candidate.ts";

/** A chart of another place, and the environment that it is released in. */
export interface RemoteChart {
  readonly environment: Environment;
  readonly source: RemoteSource & { readonly helm: ReleaseSource };
}

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
  readonly release: Release;
  readonly candidates: readonly ValuesCandidate[];
  readonly counts: readonly ShapedCount[];
}

/**
 * Finds settings of charts that are not in the repository, and cannot be rendered. `charts` has read the values of all
 * of them (`surveyCharts`, its last argument). With nothing that runs, only the offers say something.
 */
export function locateByValues(
  charts: ChartSurvey,
  remote: readonly RemoteChart[],
  running: readonly Running[],
): LocatedByValues {
  const read = remote.map((one) => ({ ...one, layers: layersOf(charts, one.source.helm) }));
  const releases = read.flatMap(({ environment, source, layers }): Release[] =>
    layers.ok ? [{ environment, source: source.helm, chart: chartNameOf(source), layers: layers.value }] : [],
  );
  const claims = claimValues(releases, running, charts.files.origin);
  return {
    traces: traceReleases(releases, claims.values()),
    claims,
    offers: releases.map((release) => ({
      release,
      candidates: candidatesOf(release),
      counts: findCounts(release.layers),
    })),
    unlocated: read.flatMap(({ environment, layers }) =>
      layers.ok ? [] : [{ environment, refusal: layers.error }],
    ),
  };
}

function layersOf({ releases }: ChartSurvey, source: ReleaseSource): Result<Release["layers"], Refusal> {
  const layers = releases.get(source);
  if (layers === undefined) throw new Error("the charts were surveyed without this release");
  return layers;
}

// `charts/api` of a git repository, `api` of a chart repository, `oci://registry/api`.
function chartNameOf({ repository, path }: RemoteSource): string | null {
  const last = (path ?? repository).replace(/\/+$/, "").split("/").at(-1) ?? "";
  return /^[a-z\d][a-z\d.-]*$/i.test(last) ? last : null;
}
