import type {
  ContainerRef,
  HeapFlag,
  Location,
  Quantity,
  Refusal,
  Result,
  SettingName,
  WorkloadKind,
} from "../model/index.ts";
import type { LocatedCount } from "./counts/located-count.ts";
import type { Environment } from "./environment.ts";
import type { Place, SharedPlace } from "./place.ts";
import type { Survey } from "./survey.ts";
import type { FoundBy, TracedContainer } from "./trace.ts";
import type { UnclaimedValue } from "./values-shapes/unclaimed-values.ts";

/** Everything found in a repository. */
export interface Located {
  readonly survey: Survey;
  readonly containers: readonly LocatedContainer[];
  readonly counts: readonly LocatedCount[];
  /** Environments of which nothing is known, each with its reason. */
  readonly unlocated: readonly { readonly environment: Environment; readonly refusal: Refusal }[];
  /** Values for charts that are elsewhere, of which no container is known to be made. */
  readonly unclaimed: readonly UnclaimedValue[];
  /** Sentences for people about what was found in a weaker way than usual. */
  readonly notices: readonly string[];
}

/** A container of a workload in one environment, and where each of its settings is written. */
export interface LocatedContainer {
  readonly environment: Environment;
  /** `null`: the manifest leaves it to whoever applies it. */
  readonly namespace: string | null;
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly container: string;
  readonly init: boolean;
  readonly settings: Readonly<Record<SettingName, LocatedSetting>>;
  /** What bounds the memory of its runtime from inside: one flag for each runtime that shows. */
  readonly heapFlags: readonly HeapFlag[];
  readonly foundBy: FoundBy;
  readonly trace: TracedContainer;
}

export interface LocatedSetting {
  /** `null`: not set, or not a quantity. */
  readonly value: Quantity | null;
  /** As written in the file. */
  readonly raw: string | null;
  /** The scalar that decides it; `null` where it is not set or not known. */
  readonly writtenAt: Location | null;
  /** Where an edit belongs that changes this container in this environment and nothing else. */
  readonly place: Result<Place, Refusal>;
  /** Where an edit belongs that all who read the value want; `null` where it has no other reader, or one that is not known. */
  readonly shared: SharedPlace | null;
  /** Where an edit belongs that leaves it unset; `null` where it is not set. */
  readonly removal: Result<Place, Refusal> | null;
  /** Names of other environments that the same scalar feeds. */
  readonly fanOut: readonly string[];
  /** `comment`: a comment behind the value says that it is this setting, and decides over all else. */
  readonly foundBy: LocatedContainer["foundBy"] | "comment";
}

export function describeContainer(container: Pick<ContainerRef, "kind" | "name" | "container">): string {
  return `${container.kind} ${container.name}, container ${container.container}`;
}
