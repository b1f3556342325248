import type { Data } from "../data.ts";

/** Data of a parsed JSON or TOML text: objects become `Map`, so that no key can reach a prototype. */
export function plainData(value: unknown, depth = 0): Data {
  if (typeof value !== "object" || value === null) return value as Data;
  // Comparing refuses what is this deep; the walk must only end before the stack does.
  if (depth > 300) return "deep";
  if (Array.isArray(value)) return value.map((item) => plainData(item, depth + 1));
  // A date of TOML.
  if ("toISOString" in value && typeof value.toISOString === "function")
    return `date:${String(value.toISOString())}`;
  return new Map(Object.entries(value).map(([key, item]) => [key, plainData(item, depth + 1)]));
}
