import type { Environment } from "../environment.ts";
import type { ReleaseSource, UsedLayer } from "../helm/survey-charts.ts";

/** Something that makes workloads out of values which the repository has, by rules that it does not have. */
export interface Release {
  readonly environment: Environment;
  readonly source: ReleaseSource;
  /** Name of the chart, or what stands for it; `null` where it is not known. */
  readonly chart: string | null;
}

/** A release with the texts that its values come from. */
export interface ReadRelease extends Release {
  readonly layers: readonly UsedLayer[];
}

/** The releases among some environments. */
export function releasesIn(environments: readonly Environment[]): readonly Release[] {
  return environments.flatMap((environment) =>
    environment.kind === "release"
      ? [{ environment, source: environment.source, chart: environment.chart }]
      : [],
  );
}
