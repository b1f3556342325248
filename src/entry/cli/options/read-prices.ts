import type { Prices } from "../../../core/model/index.ts";
import { UsageError } from "../usage-error.ts";

export interface PriceFlags {
  readonly priceCoreHour?: string | undefined;
  readonly priceGibHour?: string | undefined;
  readonly currency: string;
}

/** A price list of two numbers; `null` when none is given and the source's own prices count. */
export function readPrices({ priceCoreHour, priceGibHour, currency }: PriceFlags): Prices | null {
  if (priceCoreHour === undefined && priceGibHour === undefined) return null;
  if (priceCoreHour === undefined || priceGibHour === undefined) {
    throw new UsageError("--price-core-hour and --price-gib-hour go together");
  }
  return {
    coreHour: readPrice("--price-core-hour", priceCoreHour),
    gibHour: readPrice("--price-gib-hour", priceGibHour),
    currency: readCurrency(currency),
    source: "price-list",
  };
}

function readPrice(flag: string, text: string): number {
  const price = Number(text);
  if (text.trim() === "" || !Number.isFinite(price) || price < 0) {
    throw new UsageError(`${flag}: "${text}" is not a price such as 0.031`);
  }
  return price;
}

function readCurrency(text: string): string {
  if (!/^[A-Z]{3}$/.test(text)) throw new UsageError(`--currency: "${text}" is not a code such as USD`);
  return text;
}
