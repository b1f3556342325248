import type { Quantity, SettingName } from "../model/index.ts";

/** One setting with what it is today and what it is to become. */
export interface Change {
  readonly setting: SettingName;
  /** As written in the manifest. */
  readonly written: Quantity | null;
  /** What applies today: a request that is not written is the limit (Kubernetes defaults it so). */
  readonly effective: Quantity | null;
  readonly to: Quantity;
}

/** One that is to be set no more. */
export interface Removed extends Omit<Change, "to"> {
  readonly to: null;
}
