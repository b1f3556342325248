import type { CronPattern } from "croner";

const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Whether an expression of five fields names a day that some year has: `0 0 31 2 *` does not, and would never come. A
 * search for the next moment would tell, too, but takes milliseconds for each, and overflows the stack for some.
 */
export function namesADay(pattern: CronPattern): boolean {
  const { month, day, nearestWeekdays, lastDayOfMonth, lastWeekday, starDOW, useAndLogic } = pattern;
  // Days of the week add to those of the month, and every month has all of them.
  if (!starDOW && !useAndLogic) return true;
  if (lastDayOfMonth || lastWeekday) return true;
  return longestMonths.some(
    (length, index) =>
      month[index] === 1 &&
      [day, nearestWeekdays].some((days) => days.slice(0, length).some((isNamed) => isNamed === 1)),
  );
}
