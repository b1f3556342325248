import {
  boundOf,
  resourceOf,
  type SettingName,
  type Settings,
  sameAmount,
  settingNames,
} from "../../model/index.ts";
import type { ValuesCandidate } from "./values-candidate.ts";

/**
 * Whether what runs has every amount that the block says, and one at least: what the block leaves out may be the
 * chart's own. A block whose amounts are all unknown fits nothing.
 */
export function fitsAmounts({ settings }: ValuesCandidate, live: Settings): boolean {
  let equal = 0;
  for (const setting of settingNames) {
    const { value } = settings[setting];
    const runs = live[setting];
    if (value.says === "none" && runs !== undefined && !isDefaultedRequest(live, setting)) return false;
    if (value.says !== "amount" || value.amount === null) continue;
    if (runs === undefined || !sameAmount(runs, value.amount)) return false;
    equal += 1;
  }
  return equal > 0;
}

/** Kubernetes takes the limit for a request that is not there. */
export function isDefaultedRequest(live: Settings, setting: SettingName): boolean {
  const limit = live[`limits.${resourceOf(setting)}`];
  const runs = live[setting];
  return (
    boundOf(setting) === "requests" && runs !== undefined && limit !== undefined && sameAmount(runs, limit)
  );
}
