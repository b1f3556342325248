import {
  type Evidence,
  type Prices,
  type Quantity,
  type Resource,
  type Savings,
  toNumber,
} from "../model/index.ts";

// 365 days of 24 hours over 12 months, as cloud price lists count.
const hoursAMonth = 730;

/**
 * What a change of what is reserved frees over all replicas, counted by the mean number of pods over time. A value
 * that was not set before has nothing to compare with.
 */
export function savingsOf(
  resource: Resource,
  current: Quantity | null,
  proposed: Quantity,
  evidence: Evidence,
  prices: Prices | null,
): Savings | null {
  if (current === null) return null;
  const freed = (toNumber(current) - toNumber(proposed)) * podsOverWindow(evidence, resource);
  const cores = resource === "cpu" ? freed : 0;
  const bytes = resource === "memory" ? freed : 0;
  if (prices === null) return { cores, bytes, monthly: null };
  const hourly = cores * prices.coreHour + (bytes / 2 ** 30) * prices.gibHour;
  return {
    cores,
    bytes,
    monthly: { amount: hourly * hoursAMonth, currency: prices.currency, source: prices.source },
  };
}

function podsOverWindow(evidence: Evidence, resource: Resource): number {
  return evidence.usage[resource]?.meanPods ?? evidence.pods;
}
