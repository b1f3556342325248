import {
  type Evidence,
  type Prices,
  type Quantity,
  type Savings,
  type SettingName,
  toNumber,
} from "../model/index.ts";

// 365 days of 24 hours over 12 months, as cloud price lists count.
const hoursAMonth = 730;

/**
 * What a request change frees over all replicas, counted by the mean number of pods over time. Limits reserve
 * nothing and save nothing; a value that was not set before has nothing to compare with.
 */
export function savingsOf(
  setting: SettingName,
  current: Quantity | null,
  proposed: Quantity,
  evidence: Evidence,
  prices: Prices | null,
): Savings | null {
  if (current === null || setting.startsWith("limits")) return null;
  const resource = setting === "requests.cpu" ? "cpu" : "memory";
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

function podsOverWindow(evidence: Evidence, resource: "cpu" | "memory"): number {
  return evidence.usage[resource]?.meanPods ?? evidence.pods;
}
