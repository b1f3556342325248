import type { Quantity, SettingName } from "../../model/index.ts";
import type { TracedContainer } from "../trace.ts";
import type { ContainerShape } from "./container-shape.ts";

/** A block of resources that could be a container's, with the place of each setting. */
export interface ValuesCandidate {
  readonly shape: ContainerShape;
  readonly settings: Readonly<Record<SettingName, CandidateSetting>>;
  readonly maps: TracedContainer["maps"];
}

/** What a block of resources says of one setting, and where another text could say otherwise. */
export interface CandidateSetting {
  readonly value: CandidateValue;
  readonly overrides: TracedContainer["overrides"][SettingName];
}

export type CandidateValue =
  /** `amount` is `null` where the text is no quantity, or holds a variable. */
  | {
      readonly says: "amount";
      readonly amount: Quantity | null;
      readonly traced: Extract<TracedContainer["values"][SettingName], { from: "slot" }>;
    }
  /** It is written so that the chart's own value does not count either. */
  | { readonly says: "none" }
  /** Nothing is written, so that the chart's own value counts, which is not known. */
  | { readonly says: "nothing" }
  | { readonly says: "unknown"; readonly raw: string; readonly why: string };
