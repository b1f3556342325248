import { type SettingName, settingNames } from "../model/index.ts";

/** One entry for each setting. */
export function settingRecord<T>(make: (setting: SettingName) => T): Readonly<Record<SettingName, T>> {
  return Object.fromEntries(settingNames.map((name) => [name, make(name)])) as Record<SettingName, T>;
}
