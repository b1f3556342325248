import {
  type Environment,
  isChosen,
  type Located,
  type LocatedContainer,
  type LocatedSetting,
  type MarkedValue,
  markedValues,
  type Place,
} from "../../../../core/manifests/index.ts";
import {
  type Location,
  type Refusal,
  type SettingName,
  settingNames,
  type WorkloadKind,
  type WorkloadRef,
} from "../../../../core/model/index.ts";

/** What a person asked about, out of everything that was found. */
export interface Findings {
  readonly environments: readonly Environment[];
  readonly containers: readonly LocatedContainer[];
  readonly settings: readonly FoundSetting[];
  readonly refused: readonly Refused[];
  readonly notices: readonly string[];
}

/** As a manifest names it; the namespace may be left to whoever applies it. */
export interface FoundTarget {
  readonly namespace: string | null;
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly container: string;
}

export interface FoundSetting {
  /** `null`: a comment marks the value, and no environment is known to deploy its container. */
  readonly environment: string | null;
  readonly target: FoundTarget;
  readonly setting: SettingName;
  /** As written; `null` where it is not set. */
  readonly value: string | null;
  /** Where it is written; where it is not set, where it would be added. */
  readonly location: Location;
  /** How a change of this container in this environment alone is made, and where. */
  readonly edit: { readonly kind: Place["edit"]["kind"]; readonly location: Location };
  readonly fanOut: readonly string[];
  readonly foundBy: LocatedSetting["foundBy"];
  readonly confidence: number;
}

export interface Refused {
  readonly environment: string | null;
  readonly target: FoundTarget | null;
  readonly setting: SettingName | null;
  readonly refusal: Refusal;
}

interface Asked {
  readonly wantsWorkload: (workload: WorkloadRef) => boolean;
  readonly environment: string | undefined;
}

export function findingsOf(located: Located, { wantsWorkload, environment }: Asked): Findings {
  const { survey, unlocated, notices } = located;
  const wants = ({ namespace, kind, name }: LocatedContainer): boolean =>
    wantsWorkload({ namespace: namespace ?? anyNamespace, kind, name });
  const containers = located.containers.filter(
    (container) => isChosen(container.environment, environment) && wants(container),
  );
  const marked = markedValues(located).filter(
    ({ target, writtenAt }) =>
      isChosen(folderOf(writtenAt), environment) &&
      wantsWorkload({ ...target, namespace: target.namespace ?? anyNamespace }),
  );
  const refused = unlocated.filter((one) => isChosen(one.environment, environment));
  return {
    environments: survey.environments.filter((one) => isChosen(one, environment)),
    containers,
    settings: [...containers.flatMap(settingsOf), ...marked.flatMap(markedSetting)],
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
      ...containers.flatMap(refusedOf),
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

// Share of values for which following the layers by their texts named the line that a render named, too; and of blocks
// of values, found by what runs (docs/decisions/0014).
const confidences = { render: 1, static: 0.9, values: 0.9, comment: 1 } as const;

function settingsOf(container: LocatedContainer): readonly FoundSetting[] {
  const { environment } = container;
  return settingNames.flatMap((setting) => {
    const { place, raw, fanOut, writtenAt, foundBy } = container.settings[setting];
    if (!place.ok) return [];
    const isApplied = environment.kind === "raw";
    return {
      environment: environment.name,
      target: targetOf(container),
      setting,
      value: raw,
      location: writtenAt ?? place.value.location,
      edit: { kind: place.value.edit.kind, location: place.value.location },
      fanOut,
      foundBy,
      confidence: isApplied ? 1 : confidences[foundBy],
    };
  });
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

function targetOf({ namespace, kind, name, container }: LocatedContainer): FoundTarget {
  return { namespace, kind, name, container };
}
