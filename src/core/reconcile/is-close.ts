import { parseQuantity, toNumber } from "../model/index.ts";

/**
 * Whether the second quantity lies within a share of the first. A text that is no quantity is close to nothing, and none
 * at all to none only.
 */
export function isClose(left: string | null, right: string | null, share: number): boolean {
  if (left === null || right === null) return left === right;
  const [old, now] = [parseQuantity(left), parseQuantity(right)];
  if (!old.ok || !now.ok) return false;
  return Math.abs(toNumber(now.value) - toNumber(old.value)) <= share * toNumber(old.value);
}
