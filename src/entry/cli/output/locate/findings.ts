import {
  type Environment,
  isChosen,
  type Located,
  type LocatedContainer,
  type LocatedCount,
  type LocatedSetting,
  type MarkedValue,
  markedValues,
  type Place,
} from "../../../../core/manifests/index.ts";
import { type FieldName, type Location, type Refusal, settingNames } from "../../../../core/model/index.ts";
import type { NamedObject } from "../../options/filters.ts";

/** What a person asked about, out of everything that was found. */
export interface Findings {
  readonly environments: readonly Environment[];
  readonly containers: readonly LocatedContainer[];
  readonly counts: readonly LocatedCount[];
  readonly settings: readonly FoundSetting[];
  readonly refused: readonly Refused[];
  readonly notices: readonly string[];
}

/** As a manifest names it; the namespace may be left to whoever applies it. */
export interface FoundTarget {
  readonly namespace: string | null;
  readonly kind: string;
  readonly name: string;
  /** `null` for a count, which is of the object as a whole. */
  readonly container: string | null;
}

export interface FoundSetting {
  /** `null`: a comment marks the value, and no environment is known to deploy its container. */
  readonly environment: string | null;
  readonly target: FoundTarget;
  readonly setting: FieldName;
  /** As written; `null` where it is not set. */
  readonly value: string | null;
  /** Where it is written; where it is not set, where it would be added. */
  readonly location: Location;
  /** How a change of this container or object in this environment alone is made, and where. */
  readonly edit: { readonly kind: Place["edit"]["kind"]; readonly location: Location };
  readonly fanOut: readonly string[];
  readonly foundBy: LocatedSetting["foundBy"];
  readonly confidence: number;
}

export interface Refused {
  readonly environment: string | null;
  readonly target: FoundTarget | null;
  readonly setting: FieldName | null;
  readonly refusal: Refusal;
}

interface Asked {
  readonly wantsWorkload: (workload: NamedObject) => boolean;
  readonly environment: string | undefined;
}

export function findingsOf(located: Located, { wantsWorkload, environment }: Asked): Findings {
  const { survey, unlocated, notices } = located;
  const wants = ({ namespace, kind, name }: LocatedContainer | LocatedCount): boolean =>
    wantsWorkload({ namespace: namespace ?? anyNamespace, kind, name });
  const isAsked = (found: LocatedContainer | LocatedCount): boolean =>
    isChosen(found.environment, environment) && wants(found);
  const containers = located.containers.filter(isAsked);
  const counts = located.counts.filter(isAsked);
  const marked = markedValues(located).filter(
    ({ target, writtenAt }) =>
      isChosen(folderOf(writtenAt), environment) &&
      wantsWorkload({ ...target, namespace: target.namespace ?? anyNamespace }),
  );
  const unclaimed = located.unclaimed.filter(
    ({ environment: one, maker }) =>
      isChosen(one, environment) && wantsWorkload({ ...maker, namespace: maker.namespace ?? anyNamespace }),
  );
  const refused = unlocated.filter((one) => isChosen(one.environment, environment));
  return {
    environments: survey.environments.filter((one) => isChosen(one, environment)),
    containers,
    counts,
    settings: [
      ...containers.flatMap(settingsOf),
      ...counts.flatMap(settingOfCount),
      ...marked.flatMap(markedSetting),
    ],
    refused: [
      ...[...survey.problems, ...survey.setters.problems].map((refusal) => ({
        environment: null,
        target: null,
        setting: null,
        refusal,
      })),
      ...refused.map((one) => ({
        environment: one.environment.name,
        target: null,
        setting: null,
        refusal: one.refusal,
      })),
      ...unclaimed.map(({ environment: { name }, maker, setting, refusal }) => ({
        environment: name,
        target: { ...maker, container: null },
        setting,
        refusal,
      })),
      ...containers.flatMap(refusedOf),
      ...counts.flatMap(refusedCountOf),
      ...marked.flatMap(refusedMark),
    ],
    notices,
  };
}

// What a pattern with a namespace does not match; one without does.
const anyNamespace = "";

function folderOf({ file }: Location): Environment {
  const path = file.slice(0, Math.max(0, file.lastIndexOf("/")));
  return { name: path, kind: "raw", path, declaredBy: [] };
}

function markedSetting({ target, place, raw, writtenAt }: MarkedValue): readonly FoundSetting[] {
  if (!place.ok) return [];
  const { setting, ...container } = target;
  return [
    {
      environment: null,
      target: container,
      setting,
      value: raw,
      location: writtenAt,
      edit: { kind: place.value.edit.kind, location: place.value.location },
      fanOut: [],
      foundBy: "comment",
      confidence: 1,
    },
  ];
}

function refusedMark({ target, place }: MarkedValue): readonly Refused[] {
  if (place.ok) return [];
  const { setting, ...container } = target;
  return [{ environment: null, target: container, setting, refusal: place.error }];
}

// A render names the scalar itself. Layers that are followed by their texts are less sure, by judgement; blocks of values
// that are told by what runs were right in 60 of 64 containers, and not found in 4 (docs/decisions/0014).
const confidences = { render: 1, static: 0.9, values: 0.9, comment: 1 } as const;

function settingsOf(container: LocatedContainer): readonly FoundSetting[] {
  const { environment } = container;
  return settingNames.flatMap((setting) =>
    foundSetting({ environment, target: targetOf(container), setting, ...container.settings[setting] }),
  );
}

function settingOfCount(found: LocatedCount): readonly FoundSetting[] {
  return foundSetting({ ...found, target: targetOf(found), setting: found.count });
}

interface Found extends Pick<LocatedCount, "environment" | "place" | "raw" | "fanOut" | "writtenAt"> {
  readonly foundBy: LocatedSetting["foundBy"];
  readonly target: FoundTarget;
  readonly setting: FieldName;
}

function foundSetting(found: Found): readonly FoundSetting[] {
  const { environment, target, setting, place, raw, fanOut, writtenAt, foundBy } = found;
  if (!place.ok) return [];
  const isApplied = environment.kind === "raw";
  return [
    {
      environment: environment.name,
      target,
      setting,
      value: raw,
      location: writtenAt ?? place.value.location,
      edit: { kind: place.value.edit.kind, location: place.value.location },
      fanOut,
      foundBy,
      confidence: isApplied ? 1 : confidences[foundBy],
    },
  ];
}

function refusedOf(container: LocatedContainer): readonly Refused[] {
  return settingNames.flatMap((setting) => {
    const { place } = container.settings[setting];
    if (place.ok) return [];
    return {
      environment: container.environment.name,
      target: targetOf(container),
      setting,
      refusal: place.error,
    };
  });
}

// A count that is not set is left to the autoscaler or to a default: nothing is missing there.
function refusedCountOf(found: LocatedCount): readonly Refused[] {
  const { environment, place, raw, count } = found;
  if (place.ok || (raw === null && found.trace.value.from === "nowhere")) return [];
  return [{ environment: environment.name, target: targetOf(found), setting: count, refusal: place.error }];
}

function targetOf(found: LocatedContainer | LocatedCount): FoundTarget {
  const { namespace, kind, name } = found;
  return { namespace, kind, name, container: "container" in found ? found.container : null };
}
