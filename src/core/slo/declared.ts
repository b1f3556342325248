import { z } from "zod";
import { err, ok, type Result, type ServiceLevel } from "../model/index.ts";
import { problemOf } from "./documents.ts";
import { monthly, name, percentObjective, period, query } from "./fields.ts";

const indicator = z.union([
  z
    .strictObject({ errors: query, total: query })
    .transform(({ errors, total }) => ({ kind: "errors" as const, bad: errors, total })),
  z
    .strictObject({ good: query, total: query })
    .transform(({ good, total }) => ({ kind: "successes" as const, good, total })),
  z
    .strictObject({ errorRatio: query })
    .transform(({ errorRatio }) => ({ kind: "error-ratio" as const, ratio: errorRatio })),
  z
    .strictObject({ latencySeconds: query })
    .transform(({ latencySeconds }) => ({ kind: "latency" as const, seconds: latencySeconds })),
]);

const declaration = z.strictObject({
  name,
  service: name.optional(),
  objective: percentObjective.optional(),
  period: period.optional(),
  queries: indicator,
});

/** One service level that a configuration declares by its queries: `{ name, queries: { errors, total } }`. */
export function parseDeclared(value: unknown, origin: string): Result<ServiceLevel, string> {
  const parsed = declaration.safeParse(value);
  if (!parsed.success) return err(problemOf("A service level is not understood", parsed.error));
  const { name, service = "", objective = null, period = monthly, queries } = parsed.data;
  return ok({ name, service, objective, period, indicator: queries, origin });
}
