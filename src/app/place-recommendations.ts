import { type Fleet, recommend } from "../core/analysis/index.ts";
import {
  autoscalersOf,
  findContainer,
  type Located,
  type LocatedContainer,
} from "../core/manifests/index.ts";
import {
  type ContainerRef,
  type Evidence,
  type PlacedRecommendation,
  type Prices,
  type Recommendation,
  type Refusal,
  type Resource,
  resourceOf,
  type Settings,
  type Skipped,
  sameAmount,
  settingNames,
} from "../core/model/index.ts";
import type { TuningOf } from "./tuning-by-rule.ts";

/** One container with what is recommended for it and where that is written. */
export interface PlacedContainer {
  readonly target: ContainerRef;
  /** What was measured, with what the repository declares. */
  readonly evidence: Evidence;
  readonly current: Settings;
  /** Whether `current` says what it is set to; where not, nothing was compared. */
  readonly isKnown: boolean;
  /** `null` where no repository was looked at. */
  readonly located: LocatedContainer | null;
  readonly recommendations: readonly PlacedRecommendation[];
  readonly skipped: readonly Skipped[];
}

export interface PlaceOptions {
  readonly located: Located | null;
  readonly environment?: string | undefined;
  readonly prices: Prices | null;
  /** What all containers teach at a risk. */
  readonly fleetAt: (risk: number) => Fleet;
  readonly tuningOf: TuningOf;
}

/** Finds a container in the repository and recommends values against what is written there. */
export function placeRecommendations(evidence: Evidence, options: PlaceOptions): PlacedContainer {
  const { located, environment, fleetAt, prices, tuningOf } = options;
  if (located === null) {
    const tuning = tuningOf(evidence.target, null);
    const { recommendations, skipped } = recommend(
      evidence,
      evidence.live,
      fleetAt(tuning.risk),
      prices,
      tuning,
    );
    const nowhere = { location: null, environment: null, isOneOfSeveral: false };
    const placed = recommendations.map((one) => ({ ...one, ...nowhere }));
    return {
      target: evidence.target,
      evidence,
      current: evidence.live ?? {},
      isKnown: evidence.live !== null,
      located: null,
      recommendations: placed,
      skipped,
    };
  }
  const found = findContainer(located, evidence.target, environment === undefined ? {} : { environment });
  if (!found.ok) return nothing(evidence, found.error);
  const container = found.value;
  const current = settingsOf(container);
  const declared = withDeclared(evidence, located, container);
  const tuning = tuningOf(evidence.target, container);
  const fleet = fleetAt(tuning.risk);
  const { recommendations, skipped } = recommend(declared, current, fleet, prices, tuning);
  const refused = new Map([
    ...unreadable(container),
    ...recommendations.flatMap((one) => {
      const found = placeOf(one, container);
      return found.ok ? [] : [[resourceOf(one.setting), found.error] as const];
    }),
  ]);
  return {
    target: evidence.target,
    evidence: declared,
    current,
    isKnown: true,
    located: container,
    recommendations: recommendations
      .filter(({ setting }) => !refused.has(resourceOf(setting)))
      .map((one) => place(one, container, isOneOfSeveral(located, container))),
    // Request and limit of a resource move together or not at all.
    skipped: [
      ...skipped,
      ...recommendations.flatMap(({ target, setting }): Skipped[] => {
        const refusal = refused.get(resourceOf(setting));
        return refusal === undefined ? [] : [{ target, setting, refusal }];
      }),
    ],
  };
}

/** What the repository declares counts, too: the cluster's metrics may not show it, or not yet. */
function withDeclared(evidence: Evidence, located: Located, container: LocatedContainer): Evidence {
  const declared = autoscalersOf(located, container);
  const { autoscalers } = evidence;
  return {
    ...evidence,
    autoscalers: autoscalers === null ? null : [...autoscalers, ...declared],
    heapFlags: container.heapFlags,
  };
}

function nothing(evidence: Evidence, refusal: Refusal): PlacedContainer {
  const { target, live } = evidence;
  return {
    target,
    evidence,
    // Such as an injected sidecar: it counts for the pod's quality of service.
    current: live ?? {},
    isKnown: live !== null,
    located: null,
    recommendations: [],
    skipped: [{ target, setting: null, refusal }],
  };
}

function settingsOf(container: LocatedContainer): Settings {
  return Object.fromEntries(
    settingNames.flatMap((setting) => {
      const { value } = container.settings[setting];
      return value === null ? [] : [[setting, value] as const];
    }),
  );
}

/**
 * Resources of which a value is set, but not known: from a variable, by something that is not followed, or with a
 * quantity that means nothing. A request that is chosen beside an unknown limit could pass it.
 */
function unreadable({ settings }: LocatedContainer): readonly (readonly [Resource, Refusal])[] {
  return settingNames.flatMap((setting) => {
    const { value, raw, place } = settings[setting];
    if (value !== null || place.ok) return [];
    const isSet = raw !== null || place.error.code === "untraced-value";
    return isSet ? [[resourceOf(setting), place.error] as const] : [];
  });
}

function isOneOfSeveral({ containers }: Located, container: LocatedContainer): boolean {
  return containers.some(
    (other) =>
      other.environment !== container.environment &&
      other.namespace === container.namespace &&
      other.kind === container.kind &&
      other.name === container.name,
  );
}

function place(
  recommendation: Recommendation,
  container: LocatedContainer,
  isOneOfSeveral: boolean,
): PlacedRecommendation {
  const found = placeOf(recommendation, container);
  const drift = driftOf(recommendation);
  return {
    ...recommendation,
    reasons: drift === null ? recommendation.reasons : [...recommendation.reasons, drift],
    location: found.ok ? found.value.location : null,
    environment: container.environment.name,
    isOneOfSeveral,
  };
}

function placeOf({ setting, proposed }: Recommendation, { settings }: LocatedContainer) {
  const { place: placeOfValue, removal } = settings[setting];
  return proposed === null ? (removal ?? placeOfValue) : placeOfValue;
}

/** Git and cluster disagree: a change that is not synced yet, or a value that something else sets. */
function driftOf({ evidence, setting, current }: Recommendation): string | null {
  const live = evidence.live?.[setting];
  if (live === undefined || current === null || sameAmount(live, current)) return null;
  return `The cluster runs with ${live.text} where git says ${current.text}: not synced yet, or set elsewhere.`;
}
