/**
 * What several metrics come to: the highest. `null` stands for a metric that failed, and for an answer that there is none:
 * while one metric fails the others may scale up, never down.
 */
export function chooseProposal(proposals: readonly (number | null)[], current: number): number | null {
  let highest: number | null = null;
  let hasFailed = false;
  for (const proposal of proposals) {
    if (proposal === null) hasFailed = true;
    else if (highest === null || proposal > highest) highest = proposal;
  }
  if (hasFailed && highest !== null && highest < current) return null;
  return highest;
}
