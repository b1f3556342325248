import * as z from "zod";
import {
  err,
  formatInstant,
  type Instant,
  instant,
  ok,
  parseInstant,
  parseQuantity,
  type QuantileName,
  type Quantity,
  quantileNames,
  type Result,
  runtimes,
  settingNames,
  workloadKinds,
} from "../model/index.ts";
import { mostClasses } from "./class-usage.ts";
import { largestAmount } from "./histogram-recorder.ts";
import type { Telemetry } from "./telemetry.ts";

// The version changes when a reader of an older one would misread the text.
const formatVersion = 2;

/** Telemetry as text, for analysis without a connection. Numbers keep five significant digits. */
export function writeSnapshot(telemetry: Telemetry): string {
  const replacer = (_key: string, value: unknown): unknown => {
    if (isQuantity(value)) return value.text;
    if (value instanceof Float64Array) return [...value];
    if (typeof value === "number" && !Number.isInteger(value)) return Number(value.toPrecision(5));
    return value;
  };
  const { readAt, window, ...rest } = telemetry;
  const readable = {
    readAt: formatInstant(readAt),
    from: formatInstant(window.from),
    to: formatInstant(window.to),
  };
  return `${JSON.stringify({ optpassSnapshot: formatVersion, ...readable, ...rest }, replacer)}\n`;
}

/** Reads what `writeSnapshot` wrote. The error is one line that names the first thing that is wrong. */
export function readSnapshot(text: string): Result<Telemetry, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return err("it is not JSON");
  }
  const head = z.looseObject({ optpassSnapshot: z.number() }).safeParse(json);
  if (!head.success) return err("it is not a snapshot that `optpass snapshot` wrote");
  if (head.data.optpassSnapshot !== formatVersion) {
    return err(`it has format ${head.data.optpassSnapshot}, and this version reads ${formatVersion}`);
  }
  const parsed = Snapshot.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unknown problem"}`);
}

function isQuantity(value: unknown): value is Quantity {
  return typeof value === "object" && value !== null && "nanos" in value && "text" in value;
}

const At = z.string().transform((text, context): Instant => {
  const parsed = parseInstant(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: "custom", message: "not an RFC 3339 time" });
  return z.NEVER;
});
const AtMillis = z.number().transform((millis): Instant => instant(millis));
const Span = z.object({ from: AtMillis, to: AtMillis });
// No machine has as much; beyond it a number is no measurement, and rounding it would take for ever.
const Amount = z.number().nonnegative().max(largestAmount);
const Count = z.int().nonnegative();
const Share = z.number().min(0).max(1);
const Steps = z.array(Amount.nullable()).max(100_000);

const Exact = z.string().transform((text, context): Quantity => {
  const parsed = parseQuantity(text);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: "custom", message: `"${text.slice(0, 40)}" is not a Kubernetes quantity` });
  return z.NEVER;
});

const HistogramOf = z.object({
  // Buckets from ten microcores to an exbibyte lie between these.
  first: z.int().min(-1000).max(3000),
  seconds: z
    .array(Amount)
    .max(4000)
    .transform((seconds) => Float64Array.from(seconds)),
  zeroSeconds: Amount,
  samples: Count,
  sum: z.number().nonnegative(),
  max: Amount,
});

const NodeClassName = z.string().regex(/^[\w. -]{1,100}$/, "not a class of nodes");

const UsageOf = z.object({
  distribution: z.object({
    samples: Count,
    mean: Amount,
    max: Amount,
    quantiles: z.record(z.enum(Object.keys(quantileNames) as [QuantileName, ...QuantileName[]]), Amount),
    relativeError: Share,
  }),
  days: z
    .array(
      z.object({
        start: AtMillis,
        all: HistogramOf,
        hottest: HistogramOf.nullable(),
        // The first versions of this format had none.
        classes: z
          .array(z.object({ name: NodeClassName.nullable(), all: HistogramOf }))
          .max(mostClasses + 1)
          .default([]),
      }),
    )
    .max(1000),
  startup: z.object({ seconds: Amount, max: Amount }).nullable(),
  profile: z.object({ stepSeconds: z.number().positive(), start: z.number(), max: Steps, mean: Steps }),
  seen: Span,
  coverage: Share,
  meanPods: Amount,
});

const EvidenceOf = z.object({
  target: z.object({
    cluster: z.string().exactOptional(),
    namespace: z.string(),
    kind: z.enum(workloadKinds),
    name: z.string(),
    container: z.string(),
  }),
  window: Span,
  usage: z.object({ cpu: UsageOf.nullable(), memory: UsageOf.nullable() }),
  live: z.partialRecord(z.enum(settingNames), Exact).nullable(),
  resolution: z.enum(["scrape", "five-minutes", "day"]),
  pods: Count,
  ownerSource: z.enum(["kube-state-metrics", "recorded-rule", "pod-name"]),
  outOfMemory: z.object({ pods: Count, highestLimit: Amount.nullable() }).nullable(),
  memoryGrowth: z.object({ bytesPerDay: Amount, judged: Count, growing: Count }).nullable(),
  restarts: Count.nullable(),
  throttledShare: Share.nullable(),
  autoscalers: z
    .array(z.object({ name: z.string(), utilizationOf: z.array(z.enum(["cpu", "memory"])) }))
    .nullable(),
  runsJvm: z.boolean().nullable(),
  // Neither was written by the first versions of this format.
  heap: z
    .object({
      runtime: z.enum(runtimes),
      most: Amount.nullable(),
      taken: Amount,
      beyond: Amount,
      live: Amount.nullable(),
    })
    .nullable()
    .default(null),
  // A snapshot is of the metrics alone.
  heapFlags: z.null().default(null),
  queries: z.array(
    z.object({
      of: z.enum(["cpu", "memory", "settings", "out-of-memory"]),
      promql: z.string(),
    }),
  ),
});

const Snapshot = z
  .object({
    product: z.string(),
    readAt: At,
    from: At,
    to: At,
    evidence: z.array(EvidenceOf),
    prices: z
      .object({
        coreHour: Amount,
        gibHour: Amount,
        currency: z.string(),
        source: z.enum(["opencost", "price-list"]),
      })
      .nullable(),
    notices: z.array(z.string()),
    cost: z.object({ queries: Count, samples: Count, bytes: Count }),
  })
  .transform(({ from, to, ...rest }): Telemetry => ({ ...rest, window: { from, to } }));
