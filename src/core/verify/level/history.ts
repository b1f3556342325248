import type { HourlyLevels } from "./hourly-levels.ts";
import { withoutSeasons } from "./seasons.ts";
import { windowLevels } from "./window-levels.ts";

/** The levels around a moment, by windows of hours; what one look has computed serves the next. */
export interface History {
  /** Hours in the record before the moment. */
  readonly hoursBefore: number;
  readonly asMeasured: Windows;
  /** As measured, and without what is usual at the hour of the day or of the week. */
  readonly seasons: readonly Windows[];
}

/** The level of each window of some hours, at the hour where it begins. */
export type Windows = (hours: number) => Float64Array;

export function historyOf({ levels, hoursBefore }: HourlyLevels): History {
  const [asMeasured, ...others] = withoutSeasons(levels, hoursBefore).map(windowsOf);
  if (asMeasured === undefined) throw new RangeError("no season");
  return { hoursBefore, asMeasured, seasons: [asMeasured, ...others] };
}

function windowsOf(levels: Float64Array): Windows {
  const known = new Map<number, Float64Array>();
  return (hours) => {
    const windows = known.get(hours) ?? windowLevels(levels, hours);
    known.set(hours, windows);
    return windows;
  };
}
