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

/** The chart that a remote source means: `charts/api` of a git repository, `api` of a chart repository, `oci://x/api`. */
export function chartNameOf(remote: {
  readonly repository: string;
  readonly path: string | null;
}): string | null {
  const last = (remote.path ?? remote.repository).replace(/\/+$/, "").split("/").at(-1) ?? "";
  return /^[a-z\d][a-z\d.-]*$/i.test(last) ? last : null;
}
