import type { Profile } from "../../model/index.ts";

/** Hours at which usage is high again and again. */
export interface Recurrence {
  /** `daily`, on `weekdays` (Monday to Friday), or on one day of the week. */
  readonly on: "daily" | "weekdays" | Weekday;
  /** Hours of the day in UTC; `to` is at most 24. */
  readonly from: number;
  readonly to: number;
  /** Days, or weeks where it is one day of the week, on which it was high, of those that showed these hours. */
  readonly times: number;
  readonly of: number;
}

export const weekdayNames = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
] as const;

export type Weekday = (typeof weekdayNames)[number];

const hourSeconds = 3600;
const daySeconds = 86_400;
const weekSeconds = 7 * daySeconds;
// The first of January 1970 was a Thursday.
const firstWeekday = 4;

// A step is high where it comes near to the highest of its week, and stands out from the middle of it.
const nearHighest = 0.75;
const standsOut = 1.5;
// High on fewer of the days is chance; a holiday or a scrape that failed is not.
const leastShare = 0.75;
const leastDays = 3;
const leastWeeks = 2;

/**
 * Finds the hours at which usage is high each day, on each weekday, or once a week, in that order; of several, the
 * ones with the highest usage. Weeks are counted back from the last step. `null` where nothing recurs, and where steps
 * are too long to tell.
 */
export function recurrenceOf(profile: Profile): Recurrence | null {
  if (daySeconds % profile.stepSeconds !== 0) return null;
  const steps = stepsOf(profile);
  for (const group of groups) {
    const slots = slotsOf(steps.filter(({ weekday }) => group.holds(weekday)));
    const recurring = [...slots.values()].filter((slot) => isRecurring(slot, group.least));
    const [first, ...others] = recurring;
    if (first === undefined) continue;
    const highest = others.reduce((most, slot) => (slot.highest > most.highest ? slot : most), first);
    return { on: group.on, ...around(highest, recurring, profile.stepSeconds / hourSeconds) };
  }
  return null;
}

interface Step {
  readonly weekday: Weekday;
  readonly hour: number;
  readonly value: number;
  readonly isHigh: boolean;
}

interface Group {
  readonly on: Recurrence["on"];
  readonly least: number;
  readonly holds: (weekday: Weekday) => boolean;
}

const isWeekend = (weekday: Weekday): boolean => weekday === "Saturday" || weekday === "Sunday";

const groups: readonly Group[] = [
  { on: "daily", least: leastDays, holds: () => true },
  { on: "weekdays", least: leastDays, holds: (weekday) => !isWeekend(weekday) },
  ...weekdayNames.map(
    (name): Group => ({ on: name, least: leastWeeks, holds: (weekday) => weekday === name }),
  ),
];

function stepsOf({ start, stepSeconds, max }: Profile): readonly Step[] {
  const aWeek = weekSeconds / stepSeconds;
  const steps: Step[] = [];
  for (let end = max.length; end > 0; end -= aWeek) {
    const from = Math.max(0, end - aWeek);
    const week = max.slice(from, end);
    const seen = week.filter((value) => value !== null).sort((one, other) => one - other);
    const highest = seen.at(-1) ?? 0;
    const middle = seen[seen.length >> 1] ?? 0;
    for (const [index, value] of week.entries()) {
      if (value === null) continue;
      const time = start + (from + index) * stepSeconds;
      const isHigh = value > 0 && value >= nearHighest * highest && value >= standsOut * middle;
      steps.push({ weekday: weekdayOf(time), hour: (time % daySeconds) / hourSeconds, value, isHigh });
    }
  }
  return steps;
}

function weekdayOf(time: number): Weekday {
  return weekdayNames[(Math.floor(time / daySeconds) + firstWeekday) % 7] ?? "Sunday";
}

/** One hour of the days of a group. */
interface Slot {
  readonly hour: number;
  readonly times: number;
  readonly of: number;
  readonly highest: number;
}

function slotsOf(steps: readonly Step[]): ReadonlyMap<number, Slot> {
  const slots = new Map<number, Slot>();
  for (const { hour, value, isHigh } of steps) {
    const { times, of, highest } = slots.get(hour) ?? { times: 0, of: 0, highest: 0 };
    const seen = { times: times + (isHigh ? 1 : 0), of: of + 1, highest: Math.max(highest, value) };
    slots.set(hour, { hour, ...seen });
  }
  return slots;
}

function isRecurring({ times, of }: Slot, least: number): boolean {
  return times >= least && times >= leastShare * of;
}

/** The hours around the highest one that recur with it. */
function around(
  highest: Slot,
  recurring: readonly Slot[],
  hoursAStep: number,
): Pick<Recurrence, "from" | "to" | "times" | "of"> {
  const byHour = new Map(recurring.map((slot) => [slot.hour, slot]));
  let [from, to] = [highest.hour, highest.hour + hoursAStep];
  while (byHour.has(from - hoursAStep)) from -= hoursAStep;
  while (byHour.has(to)) to += hoursAStep;
  return { from, to, times: highest.times, of: highest.of };
}
