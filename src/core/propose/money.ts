import { type ChangePlan, type Savings, worthOf } from "../model/index.ts";

/** Sum over a plan. `monthly` is `null` unless a price is known. */
export function totalSavings(plan: ChangePlan): Savings {
  const all = plan.recommendations.flatMap(({ savings }) => savings ?? []);
  const priced = all.flatMap(({ monthly }) => monthly ?? []);
  const [first] = priced;
  return {
    cores: all.reduce((sum, { cores }) => sum + cores, 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    monthly:
      first === undefined ? null : { ...first, amount: priced.reduce((sum, { amount }) => sum + amount, 0) },
  };
}

/** Whether it gives back more than it takes. */
export function isSaving(savings: Savings): boolean {
  return worthOf(savings) >= 0;
}

const signs: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£" };

/** `$12.40`, `€3`, `7.20 CHF`; from a hundred on without cents. */
export function formatMoney(amount: number, currency: string): string {
  const size = Math.abs(amount);
  const digits = size.toFixed(size >= 100 || size === 0 ? 0 : 2);
  const sign = signs[currency];
  const text = sign === undefined ? `${digits} ${currency}` : `${sign}${digits}`;
  return amount < 0 ? `-${text}` : text;
}

/**
 * What it frees and takes, only what is worth naming: `frees 2.4 cores and 1.8 GiB`, `takes 0.3 cores`, or
 * `frees 0.1 cores and takes 0.3 GiB`; `null` for nothing.
 */
export function describeFreed({ cores, bytes }: Savings): string | null {
  const gib = bytes / 2 ** 30;
  const parts = [
    ...(Math.abs(cores) >= 0.005
      ? [{ verb: cores > 0 ? "frees" : "takes", text: `${trim(Math.abs(cores))} cores` }]
      : []),
    ...(Math.abs(gib) >= 0.05
      ? [{ verb: gib > 0 ? "frees" : "takes", text: `${trim(Math.abs(gib))} GiB` }]
      : []),
  ];
  const [first, second] = parts;
  if (first === undefined) return null;
  const head = `${first.verb} ${first.text}`;
  if (second === undefined) return head;
  return `${head} and ${second.verb === first.verb ? "" : `${second.verb} `}${second.text}`;
}

/** What one setting saves, for a table: money, or without a price what it frees; empty where there is nothing to say. */
export function savingCell(savings: Savings | null): string {
  if (savings === null) return "";
  const { monthly } = savings;
  return monthly === null ? (describeFreed(savings) ?? "") : formatMoney(monthly.amount, monthly.currency);
}

function trim(value: number): string {
  return String(Number(value.toFixed(value >= 10 ? 0 : 2)));
}
