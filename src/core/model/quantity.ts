import { err, ok, type Result } from "./result.ts";

/**
 * An exact Kubernetes resource quantity. `nanos` is the value times 10^9, as an integer, because Kubernetes
 * stores nothing finer; `text` is how it was or will be written.
 */
export interface Quantity {
  readonly nanos: bigint;
  readonly text: string;
}

export type QuantityError = { readonly code: "not-a-quantity"; readonly text: string };

const nano = 1_000_000_000n;

const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

const binaryExponents: Readonly<Record<string, bigint>> = {
  Ki: 10n,
  Mi: 20n,
  Gi: 30n,
  Ti: 40n,
  Pi: 50n,
  Ei: 60n,
};

// Kubernetes caps quantities at 2^63-1; a longer text is hostile or a mistake, and BigInt work grows with it.
const longestText = 64;

const grammar = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d{1,2}|[KMGTPE]i|[numkMGTPE]?)$/;

/**
 * Parses a Kubernetes quantity exactly (k8s.io/apimachinery/pkg/api/resource): `<sign><number><suffix>` where the
 * suffix is binary (`Ki`), decimal (`m`, `k`) or an exponent (`e3`). Values finer than a nano are rounded up,
 * away from zero, as Kubernetes does.
 */
export function parseQuantity(text: string): Result<Quantity, QuantityError> {
  const match = text.length <= longestText ? grammar.exec(text) : null;
  if (match === null) return err({ code: "not-a-quantity", text });
  const [, sign = "", number = "", suffix = ""] = match;
  const [whole = "", fraction = ""] = number.split(".");
  const digits = BigInt(`${whole}${fraction}` || "0");
  const binary = binaryExponents[suffix];
  const exponent = binary === undefined ? decimalExponent(suffix) : 0;
  const power = exponent + 9 - fraction.length;
  const scaled = digits << (binary ?? 0n);
  const magnitude = power >= 0 ? scaled * 10n ** BigInt(power) : ceilDivide(scaled, 10n ** BigInt(-power));
  return ok({ nanos: sign === "-" ? -magnitude : magnitude, text });
}

function decimalExponent(suffix: string): number {
  return decimalExponents[suffix] ?? Number(suffix.slice(1));
}

function ceilDivide(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}

/** The value in whole base units as a JavaScript number: cores for CPU, bytes for memory. */
export function toNumber(quantity: Quantity): number {
  return Number(quantity.nanos) / 1e9;
}

export function sameAmount(left: Quantity, right: Quantity): boolean {
  return left.nanos === right.nanos;
}

/** Makes a quantity of a text that this program wrote itself; a wrong one is a bug. */
export function quantity(text: string): Quantity {
  const parsed = parseQuantity(text);
  if (!parsed.ok) throw new RangeError(`not a Kubernetes quantity: ${text}`);
  return parsed.value;
}

/** Canonical text of an amount in nano units, in the suffix family given, as the API server would print it. */
export function formatCanonical(nanos: bigint, family: "decimal" | "binary"): string {
  const sign = nanos < 0n ? "-" : "";
  const magnitude = nanos < 0n ? -nanos : nanos;
  if (family === "binary" && magnitude % nano === 0n) {
    const base = magnitude / nano;
    const suffix = Object.entries(binaryExponents)
      .reverse()
      .find(([, bits]) => base >= 1024n && base % (1n << bits) === 0n);
    return sign + (suffix === undefined ? `${base}` : `${base >> suffix[1]}${suffix[0]}`);
  }
  const suffix = Object.entries(decimalExponents)
    .sort((left, right) => right[1] - left[1])
    .find(([, exponent]) => magnitude % 10n ** BigInt(exponent + 9) === 0n);
  const [letter, exponent] = suffix ?? ["n", -9];
  return magnitude === 0n ? "0" : `${sign}${magnitude / 10n ** BigInt(exponent + 9)}${letter}`;
}
