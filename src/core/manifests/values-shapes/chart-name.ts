import type { RemoteSource } from "../deployments/deployment.ts";

/**
 * Name of a chart that is elsewhere, of `charts/api` in a git repository, `api` in a chart repository, or
 * `oci://registry/api`; `null` where it is not known.
 */
export function chartNameOf({ repository, path }: RemoteSource): string | null {
  const last = (path ?? repository).replace(/\/+$/, "").split("/").at(-1) ?? "";
  return /^[a-z\d][a-z\d.-]*$/i.test(last) ? last : null;
}
