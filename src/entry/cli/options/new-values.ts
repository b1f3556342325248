import { parseQuantity, type SettingName, settingNames } from "../../../core/model/index.ts";
import { UsageError } from "../usage-error.ts";

export interface NewValue {
  readonly setting: SettingName;
  readonly value: string;
}

/** Reads repeated `--set requests.cpu=300m`. Throws a UsageError. */
export function readNewValues(texts: readonly string[]): readonly NewValue[] {
  const values = texts.map(readNewValue);
  const names = new Set(values.map(({ setting }) => setting));
  if (names.size < values.length) throw new UsageError("--set gives a setting more than one value");
  return values;
}

function readNewValue(text: string): NewValue {
  const at = text.indexOf("=");
  const setting = settingNames.find((name) => name === text.slice(0, Math.max(0, at)));
  if (setting === undefined)
    throw new UsageError(`--set is ${text}; write SETTING=VALUE with one of ${settingNames.join(", ")}`);
  const value = text.slice(at + 1);
  const quantity = parseQuantity(value);
  if (!quantity.ok) throw new UsageError(`--set ${setting}: ${quantity.error}`);
  return { setting, value };
}
