import { parseQuantity, type RecordedSetting, resourceOf, sameAmount } from "../model/index.ts";

/** What a merged change asks to be taken back, and what of it cannot be. */
export interface Inverse {
  /** From what is there today to what was there before the change. */
  readonly back: readonly RecordedSetting[];
  readonly stays: readonly Staying[];
}

export interface Staying {
  /** As it was changed. */
  readonly setting: RecordedSetting;
  /**
   * `moved`: somebody gave it another value since. `back`: it has its old value again. `unknown`: it was not found, or
   * what it is set to is not known. `pair`: a request would pass a limit that stays.
   */
  readonly why: "moved" | "back" | "unknown" | "pair";
  /** `null`: not set, or not known. */
  readonly today: string | null;
}

/** The value of a setting in today's files, in `text`; `null` in place of it all where that is not known. */
export type Today = (setting: RecordedSetting) => { readonly text: string | null } | null;

/**
 * The inverse of a change on today's files: settings that still hold what it set go back, others stay. Request and limit
 * of a resource go back together where one alone would leave a request above its limit, which Kubernetes refuses.
 */
export function inverseOf(settings: readonly RecordedSetting[], today: Today): Inverse {
  const back: RecordedSetting[] = [];
  const stays: Staying[] = [];
  for (const setting of settings) {
    const now = today(setting);
    const why = whyStays(setting, now);
    if (why === null) back.push({ ...setting, from: setting.to, to: setting.from });
    else stays.push({ setting, why, today: now?.text ?? null });
  }
  const fits = back.filter((one) => isBelowLimit(one, back, today));
  for (const one of back) {
    if (fits.includes(one)) continue;
    stays.push({ setting: { ...one, from: one.to, to: one.from }, why: "pair", today: one.from });
  }
  return { back: fits, stays };
}

function whyStays(
  { from, to }: RecordedSetting,
  now: { readonly text: string | null } | null,
): "moved" | "back" | "unknown" | null {
  if (now === null) return "unknown";
  if (isSame(now.text, to)) return null;
  return isSame(now.text, from) ? "back" : "moved";
}

function isBelowLimit(one: RecordedSetting, back: readonly RecordedSetting[], today: Today): boolean {
  const resource = resourceOf(one.setting);
  const valueAfter = (setting: RecordedSetting["setting"]): string | null => {
    const moved = back.find(
      (other) =>
        other.workload === one.workload && other.container === one.container && other.setting === setting,
    );
    // Where the pair is written is not where this one is.
    return moved === undefined ? (today({ ...one, setting, file: "", path: "" })?.text ?? null) : moved.to;
  };
  const [request, limit] = [valueAfter(`requests.${resource}`), valueAfter(`limits.${resource}`)].map(
    amountOf,
  );
  return request === null || limit === null || request === undefined || limit === undefined
    ? true
    : request <= limit;
}

function isSame(left: string | null, right: string | null): boolean {
  if (left === null || right === null) return left === right;
  const [one, other] = [parseQuantity(left), parseQuantity(right)];
  return one.ok && other.ok ? sameAmount(one.value, other.value) : left === right;
}

function amountOf(text: string | null): bigint | null {
  const parsed = text === null ? null : parseQuantity(text);
  return parsed?.ok === true ? parsed.value.nanos : null;
}
