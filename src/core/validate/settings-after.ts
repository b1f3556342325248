import type { ChangePlan, Quantity, SettingName, Settings } from "../model/index.ts";

/** What each container will be set to once the plan is merged, by container name. */
export function settingsAfter(
  plan: ChangePlan,
  current: ReadonlyMap<string, Settings>,
): ReadonlyMap<string, Settings> {
  const after = new Map<string, Partial<Record<SettingName, Quantity>>>();
  for (const [container, settings] of current) after.set(container, { ...settings });
  for (const { target, setting, proposed } of plan.recommendations) {
    after.set(target.container, { ...after.get(target.container), [setting]: proposed });
  }
  return after;
}
