import { ok, parseQuantity, type Result } from "../../model/index.ts";
import { isTargetKey, renderedFields, renderedObjects } from "./rendered-fields.ts";
import type { ValueSentinel } from "./value-sentinel.ts";

/** What each field of a render is fed by; a field that is not here is fed by none of the sentinels. */
export type FedFields = ReadonlyMap<string, ValueSentinel>;

/** Reads a render of planted values back. The error is a problem for people. */
export function readChartSentinels(
  rendered: string,
  sentinels: readonly ValueSentinel[],
): Result<FedFields, string> {
  const objects = renderedObjects(rendered);
  if (!objects.ok) return objects;
  const amounts = new Map(sentinels.filter(({ role }) => role !== "target").map((one) => [one.text, one]));
  const targets = new Map(sentinels.filter(({ role }) => role === "target").map((one) => [one.text, one]));
  const fed = new Map<string, ValueSentinel>();
  for (const [key, text] of renderedFields(objects.value)) {
    const sentinel = (isTargetKey(key) ? targets : amounts).get(text);
    if (sentinel !== undefined) fed.set(key, sentinel);
  }
  return ok(fed);
}

/** Amounts, in nano units, of the settings that none of the sentinels feeds. The error is a problem for people. */
export function untracedAmounts(rendered: string, fed: FedFields): Result<ReadonlySet<bigint>, string> {
  const objects = renderedObjects(rendered);
  if (!objects.ok) return objects;
  const amounts = new Set<bigint>();
  for (const [key, text] of renderedFields(objects.value)) {
    const parsed = fed.has(key) || !key.includes("ontainers") ? null : parseQuantity(text);
    if (parsed?.ok) amounts.add(parsed.value.nanos);
  }
  return ok(amounts);
}
