import type { Resource } from "./setting.ts";

const gibi = 2 ** 30;
const mebi = 2 ** 20;

/** An amount in base units (cores, bytes) for a sentence: `178m`, `2.4 cores`, `301Mi`, `1.5Gi`. */
export function describeAmount(resource: Resource, amount: number): string {
  if (resource === "memory")
    return amount >= gibi ? `${trimmed(amount / gibi, 2)}Gi` : `${trimmed(amount / mebi, 0)}Mi`;
  if (amount < 1) return `${trimmed(amount * 1000, amount < 0.01 ? 1 : 0)}m`;
  const cores = trimmed(amount, 2);
  return cores === "1" ? "1 core" : `${cores} cores`;
}

/** A share of time for a sentence, with two digits that count: `12 %`, `0.43 %`, `0 %`. */
export function describeShare(share: number): string {
  const percent = share * 100;
  if (percent >= 10) return `${Math.round(percent)} %`;
  if (percent > 0 && percent < 0.01) return "under 0.01 %";
  return `${Number(percent.toPrecision(2))} %`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
