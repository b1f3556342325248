import { parseQuantity, toNumber } from "../model/index.ts";

/**
 * Whether the second quantity lies within a share of the first. A text that is no quantity is close to nothing, and none
 * at all to none only.
 */
export function isClose(left: string | null, right: string | null, share: number): boolean {
  const amounts = amountsOf(left, right);
  if (amounts === null) return left === null && right === null;
  return Math.abs(amounts.now - amounts.old) <= share * amounts.old;
}

/** The same by their ratio on the log scale, where half and double are equally far away. */
export function isSimilar(left: string | null, right: string | null, within: number): boolean {
  const amounts = amountsOf(left, right);
  if (amounts === null) return left === null && right === null;
  return amounts.old === amounts.now || Math.abs(Math.log(amounts.now / amounts.old)) < within;
}

function amountsOf(
  left: string | null,
  right: string | null,
): { readonly old: number; readonly now: number } | null {
  if (left === null || right === null) return null;
  const [old, now] = [parseQuantity(left), parseQuantity(right)];
  return old.ok && now.ok ? { old: toNumber(old.value), now: toNumber(now.value) } : null;
}
