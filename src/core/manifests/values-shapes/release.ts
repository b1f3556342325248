import type { RemoteSource } from "../deployments/deployment.ts";
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

/** The release of a chart that is not in the repository; `null` for a source that is no chart. */
export function remoteRelease(environment: Environment, remote: RemoteSource): Release | null {
  return remote.helm === null ? null : { environment, source: remote.helm, chart: chartNameOf(remote) };
}

// `charts/api` of a git repository, `api` of a chart repository, `oci://registry/api`.
function chartNameOf({ repository, path }: RemoteSource): string | null {
  const last = (path ?? repository).replace(/\/+$/, "").split("/").at(-1) ?? "";
  return /^[a-z\d][a-z\d.-]*$/i.test(last) ? last : null;
}
