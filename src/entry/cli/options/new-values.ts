import {
  type CountName,
  countNames,
  isCountName,
  isCountText,
  parseQuantity,
  type SettingName,
  settingNames,
} from "../../../core/model/index.ts";
import { UsageError } from "../usage-error.ts";

/** What `--set` asks for: of a container, and of a workload or autoscaler as a whole. */
export interface NewValues {
  readonly settings: readonly { readonly setting: SettingName; readonly value: string }[];
  readonly counts: readonly { readonly count: CountName; readonly value: string }[];
}

/** Reads repeated `--set requests.cpu=300m` and `--set maxReplicas=8`. Throws a UsageError. */
export function readNewValues(texts: readonly string[]): NewValues {
  const settings: NewValues["settings"][number][] = [];
  const counts: NewValues["counts"][number][] = [];
  const names = new Set<string>();
  for (const text of texts) {
    const at = Math.max(0, text.indexOf("="));
    const [name, value] = [text.slice(0, at), text.slice(at + 1)];
    if (names.has(name)) throw new UsageError("--set gives a setting more than one value");
    names.add(name);
    const setting = settingNames.find((one) => one === name);
    if (setting !== undefined) settings.push({ setting, value: checkQuantity(setting, value) });
    else if (isCountName(name)) counts.push({ count: name, value: checkCount(name, value) });
    else
      throw new UsageError(
        `--set is ${text}; write SETTING=VALUE with one of ${[...settingNames, ...countNames].join(", ")}`,
      );
  }
  return { settings, counts };
}

function checkQuantity(setting: SettingName, value: string): string {
  const quantity = parseQuantity(value);
  if (!quantity.ok) throw new UsageError(`--set ${setting}: ${quantity.error}`);
  return value;
}

function checkCount(count: CountName, value: string): string {
  if (!isCountText(count, value))
    throw new UsageError(`--set ${count}: ${value} is no number that it can be`);
  return value;
}
