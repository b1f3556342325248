import type { CountName, Location, Refusal, Result } from "../../model/index.ts";
import type { Environment } from "../environment.ts";
import type { Place } from "../place.ts";
import type { FoundBy } from "../trace.ts";
import type { CountedKind } from "./count-fields.ts";
import type { TracedCount } from "./traced-count.ts";

/** A count of an object in one environment, and where it is written. */
export interface LocatedCount {
  readonly environment: Environment;
  /** `null`: the manifest leaves it to whoever applies it. */
  readonly namespace: string | null;
  readonly kind: CountedKind;
  readonly name: string;
  readonly count: CountName;
  /** As written in the file; `null`: not set, or not known. */
  readonly raw: string | null;
  /** The scalar that decides it; `null` where it is not set or not known. */
  readonly writtenAt: Location | null;
  /** Where an edit belongs that changes it in this environment and nothing else. */
  readonly place: Result<Place, Refusal>;
  /** Names of other environments that the same scalar feeds. */
  readonly fanOut: readonly string[];
  readonly foundBy: FoundBy;
  readonly trace: TracedCount;
}

export function describeObject({ kind, name }: Pick<LocatedCount, "kind" | "name">): string {
  return `${kind} ${name}`;
}
