import type { ChangePlan, Quantity, SettingName, Settings } from "../model/index.ts";

/** What each container will be set to once the plan is merged, by container name. */
export function settingsAfter(
  plan: ChangePlan,
  current: ReadonlyMap<string, Settings>,
): ReadonlyMap<string, Settings> {
  const after = new Map<string, Partial<Record<SettingName, Quantity>>>();
  for (const [container, settings] of current) after.set(container, { ...settings });
  for (const { target, setting, proposed } of plan.recommendations) {
    const { [setting]: _, ...others } = after.get(target.container) ?? {};
    after.set(target.container, proposed === null ? others : { ...others, [setting]: proposed });
  }
  return after;
}
