import { groupOf } from "../workload-nodes.ts";
import { readApplication } from "./argo/application.ts";
import { readApplicationSet } from "./argo/application-set.ts";
import type { DeclaredObject } from "./declared-object.ts";
import type { ConfigMaps } from "./flux/config-maps.ts";
import { readHelmRelease } from "./flux/helm-release.ts";
import { readFluxKustomization } from "./flux/kustomization.ts";
import type { FluxSources } from "./flux/sources.ts";
import type { Draft, Reading } from "./reading.ts";

/** What declarations refer to besides files. */
export interface Lookups {
  readonly sources: FluxSources;
  readonly configMaps: ConfigMaps;
}

/** The deployments that one object declares; none for an object that only others refer to. */
export function readDeclaration(
  reading: Reading,
  lookups: Lookups,
  object: DeclaredObject,
): readonly Draft[] {
  const { sources, configMaps } = lookups;
  switch (`${groupOf(object.apiVersion)}/${object.kind}`) {
    case "argoproj.io/Application":
      return [readApplication(reading, object)];
    case "argoproj.io/ApplicationSet":
      return readApplicationSet(reading, object);
    case "kustomize.toolkit.fluxcd.io/Kustomization":
      return [readFluxKustomization(reading, sources, configMaps, object)];
    case "helm.toolkit.fluxcd.io/HelmRelease":
      return [readHelmRelease(reading, sources, configMaps, object)];
    default:
      return [];
  }
}
