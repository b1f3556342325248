import type { Environment } from "../environment.ts";
import type { ReleaseSource, UsedLayer } from "../helm/survey-charts.ts";

/** A release of a chart that is not in the repository, with the values that the repository has for it. */
export interface Release {
  readonly environment: Environment;
  readonly source: ReleaseSource;
  /** Name of the chart, where it is known. */
  readonly chart: string | null;
  readonly layers: readonly UsedLayer[];
}
