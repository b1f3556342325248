import {
  boundOf,
  type ChangeRecord,
  isRecordedPath,
  parseQuantity,
  type RecordedSetting,
  toNumber,
} from "../model/index.ts";
import { isClose } from "./is-close.ts";

/** How what is wanted differs from an open proposal. `null`: not at all, as far as anybody would care. */
export interface Difference {
  /** `patch`: the lines of the proposal no longer say it. `value`: only a number moved. */
  readonly of: "patch" | "value";
  readonly why: string;
  /** Somebody is short of what moved. */
  readonly isSafety: boolean;
}

/** The first difference that counts, those of the patch before those of values within the dead band. */
export function differenceOf(
  wanted: readonly RecordedSetting[],
  { settings: proposed }: ChangeRecord,
  deadBand: number,
): Difference | null {
  const rest = new Set(proposed);
  let moved: Difference | null = null;
  for (const setting of wanted) {
    const old = proposed.find((one) => isSamePlace(one, setting));
    const what = describe(setting);
    if (old === undefined) return { of: "patch", why: `${what} is new`, isSafety: isShort(setting) };
    rest.delete(old);
    if (old.from !== setting.from) {
      return { of: "patch", why: `${what} was changed in the base branch`, isSafety: isShort(setting) };
    }
    if (isClose(old.to, setting.to, deadBand)) continue;
    const why = `${what} moved from ${old.to ?? "none"} to ${setting.to ?? "none"}`;
    if (moved === null || isShort(setting)) {
      moved = { of: "value", why, isSafety: isShort(setting) && directionFrom(old.to, setting) > 0 };
    }
  }
  const [gone] = rest;
  return gone === undefined
    ? moved
    : { of: "patch", why: `${describe(gone)} no longer needs a change`, isSafety: false };
}

/** Whether the values are the very same, so that the text may be written anew without a new commit. */
export function isExactly(wanted: readonly RecordedSetting[], record: ChangeRecord): boolean {
  return differenceOf(wanted, record, 0) === null;
}

/** One setting of one container, wherever it is written. */
export function isSameSetting(left: RecordedSetting, right: RecordedSetting): boolean {
  return (
    left.workload === right.workload && left.container === right.container && left.setting === right.setting
  );
}

/** 1 up, -1 down; a request that is not set is least, a limit that is not set is most. */
export function direction({ setting, from, to }: Pick<RecordedSetting, "setting" | "from" | "to">): number {
  const unset = boundOf(setting) === "limits" ? Infinity : 0;
  const [before, after] = [from, to].map((text) => (text === null ? unset : amountOf(text)));
  if (before === undefined || after === undefined || Number.isNaN(before + after)) return 0;
  return Math.sign(after - before);
}

/** For people: `payments/api api requests.cpu`, the workload only where there are several. */
export function describe({ workload, container, setting }: RecordedSetting): string {
  return `${setting} of ${workload === undefined ? "" : `${workload} `}${container}`;
}

function isSamePlace(old: RecordedSetting, now: RecordedSetting): boolean {
  const isSameFile = old.file === "" || old.file === now.file;
  return isSameSetting(old, now) && isSameFile && isRecordedPath(old.path, now.path);
}

function isShort(setting: RecordedSetting): boolean {
  return setting.class === "safety";
}

function directionFrom(from: string | null, { setting, to }: RecordedSetting): number {
  return direction({ setting, from, to });
}

function amountOf(text: string): number {
  const parsed = parseQuantity(text);
  return parsed.ok ? toNumber(parsed.value) : Number.NaN;
}
