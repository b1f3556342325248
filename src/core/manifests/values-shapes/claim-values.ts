import {
  type ContainerRef,
  containerKey,
  type Evidence,
  err,
  ok,
  type Refusal,
  type Result,
  workloadKey,
} from "../../model/index.ts";
import { insertionPoint } from "../slot-location.ts";
import { candidatesOf } from "./candidates-of.ts";
import { fitsAmounts } from "./fit-amounts.ts";
import { fitName, type NameFit, type Surroundings } from "./fit-name.ts";
import { mergeValues } from "./merge-values.ts";
import type { ReadRelease } from "./release.ts";
import { type ReleaseNames, releaseNames } from "./release-names.ts";
import type { ValuesCandidate } from "./values-candidate.ts";

/** A container that runs. */
export type Running = Pick<Evidence, "target" | "live">;

/** The block of resources that a container runs with. */
export interface Claim {
  readonly release: ReadRelease;
  readonly candidate: ValuesCandidate;
  readonly running: Running;
}

/**
 * Finds the block of values behind each container that runs, by name, namespace and amounts together: none of them is
 * proof alone. By `containerKey`. Errors: `not-in-repository`, `ambiguous-location` with all blocks that fit as well.
 */
export function claimValues(
  releases: readonly ReadRelease[],
  running: readonly Running[],
  origin: string,
): ReadonlyMap<string, Result<Claim, Refusal>> {
  const offers = releases.map((release) => offerOf(release, running));
  const neighbours = countContainers(running);
  return new Map(
    running.map((one) => [containerKey(one.target), claimOf(offers, neighbours, one, origin)] as const),
  );
}

/** A release with what is compared with every container. */
interface Offer {
  readonly release: ReadRelease;
  readonly names: ReleaseNames;
  readonly candidates: readonly ValuesCandidate[];
  /** Workloads that run in its namespace under a name of its. */
  readonly workloads: ReadonlySet<string>;
  readonly isOnePart: boolean;
}

function offerOf(release: ReadRelease, running: readonly Running[]): Offer {
  const { source, chart, layers } = release;
  const names = releaseNames(source.releaseName, chart, mergeValues(layers));
  const candidates = candidatesOf(release);
  const own = running.filter(({ target }) => isIn(release, target) && isNamedLike(names, target));
  const parts = candidates.filter(({ shape }) => shape.role === "main").map(({ shape }) => shape.component);
  return {
    release,
    names,
    candidates,
    workloads: new Set(own.map(({ target }) => workloadKey(target))),
    isOnePart: new Set(parts.map((part) => JSON.stringify(part))).size === 1,
  };
}

function isIn({ source }: ReadRelease, { namespace }: ContainerRef): boolean {
  return source.namespace === null || source.namespace === namespace;
}

function isNamedLike({ bases }: ReleaseNames, { name }: ContainerRef): boolean {
  return bases.some((base) => name === base || name.startsWith(`${base}-`));
}

function countContainers(running: readonly Running[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { target } of running)
    counts.set(workloadKey(target), (counts.get(workloadKey(target)) ?? 0) + 1);
  return counts;
}

function claimOf(
  offers: readonly Offer[],
  neighbours: ReadonlyMap<string, number>,
  running: Running,
  origin: string,
): Result<Claim, Refusal> {
  const { target, live } = running;
  const fits: Record<NameFit, Claim[]> = { exact: [], loose: [] };
  if (live !== null) {
    for (const { release, names, candidates, workloads, isOnePart } of offers) {
      if (!isIn(release, target)) continue;
      const around: Surroundings = {
        isOnlyContainer: neighbours.get(workloadKey(target)) === 1,
        isOnlyWorkload: workloads.size === 1 && workloads.has(workloadKey(target)),
        isOnlyPart: isOnePart,
      };
      for (const candidate of candidates) {
        if (!fitsAmounts(candidate, live)) continue;
        const fit = fitName(candidate.shape, names, target, around);
        if (fit !== null) fits[fit].push({ release, candidate, running });
      }
    }
  }
  const best = fits.exact.length > 0 ? fits.exact : fits.loose;
  const [first] = best;
  if (first === undefined) return err({ code: "not-in-repository", origin });
  if (best.length === 1) return ok(first);
  return err({ code: "ambiguous-location", places: [...new Set(best.map(describeClaim))].sort() });
}

/** Releases of one text differ by their environment, blocks of one release by their line. */
function describeClaim({ release, candidate }: Claim): string {
  const slot = [...candidate.maps.resources, ...candidate.maps.requests, ...candidate.maps.limits][0];
  const { name } = release.environment;
  if (slot === undefined) return name;
  const { file, line } = insertionPoint(slot);
  return `${file}:${line} in ${name}`;
}
