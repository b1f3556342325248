import { z } from "zod";
import { type Duration, duration, parseDuration } from "../model/index.ts";

/** A name of a service or an objective. */
export const name = z.string().min(1).max(253);

// Longer than any query that people write; a server would refuse it.
export const query = z.string().min(1).max(10_000);

/** An objective in per cent, as Sloth and Pyrra write it (`99.9`, also in quotes), to a share. */
export const percentObjective = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,3}(\.\d{1,12})?$/)
      .transform(Number),
  ])
  .refine((percent) => percent > 0 && percent < 100, "is not above 0 and below 100")
  // 99.9 / 100 is 0.9990000000000001 in binary.
  .transform((percent) => Number((percent / 100).toPrecision(15)));

export const shareObjective = z.number().gt(0).lt(1);

/** A Prometheus duration such as `4w`. */
export const period = z
  .string()
  .max(32)
  .transform((text, context): Duration => {
    const parsed = parseDuration(text);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: "custom", message: parsed.error.slice(0, 200) });
    return z.NEVER;
  });

/** Four weeks have the same weekdays; Sloth and OpenSLO files that say nothing mean 30 days. */
export const monthly = duration(30, "d");
