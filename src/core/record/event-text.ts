import * as z from "zod";
import { closeReasons, type Happening, liveLevels } from "../model/index.ts";
import { StoredSetting } from "./stored-setting.ts";

/** An event's kind and data as they are stored. */
export interface EventText {
  readonly kind: string;
  /** JSON. */
  readonly data: string;
}

export function writeHappening(happened: Happening): EventText {
  if (happened.kind === "unknown") return { kind: happened.name, data: happened.data };
  const { kind, ...data } = happened;
  return { kind, data: JSON.stringify(data) };
}

/** What another version wrote that this one does not know is kept as `unknown`, and written back as it was. */
export function readHappening({ kind, data }: EventText): Happening {
  const parsed = Stored.safeParse({ ...parseObject(data), kind });
  return parsed.success ? parsed.data : { kind: "unknown", name: kind, data };
}

function parseObject(text: string): object {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

const pullRequest = z.int().min(1);

const settings = z.array(StoredSetting);

const proposed = { pullRequest, commit: z.string(), settings, evidenceUntil: z.string() };
const judged = { pullRequest, afterSeconds: z.number(), findings: z.array(z.string()) };

// A field that this version does not know is another version's event: dropping it would lose it.
const Stored = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("proposed"),
    ...proposed,
    branch: z.string(),
    workload: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal("updated"), ...proposed }),
  z.strictObject({ kind: z.literal("closed"), pullRequest, reason: z.enum(closeReasons) }),
  z.strictObject({ kind: z.literal("rejected"), pullRequest, labels: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("edited"), pullRequest, commit: z.string() }),
  z.strictObject({ kind: z.literal("snoozed"), pullRequest, until: z.string().nullable() }),
  z.strictObject({ kind: z.literal("reverted"), pullRequest, how: z.enum(["reverted", "raised"]) }),
  z.strictObject({ kind: z.enum(["reopened", "merged", "held", "released"]), pullRequest }),
  z.strictObject({ kind: z.literal("ordered"), pullRequest, verb: z.string(), words: z.string() }),
  z.strictObject({ kind: z.enum(["paused", "resumed"]) }),
  z.strictObject({ kind: z.literal("live"), pullRequest, level: z.enum(liveLevels), seen: z.string() }),
  z.strictObject({ kind: z.literal("not-live"), pullRequest, waitedSeconds: z.number() }),
  z.strictObject({ kind: z.enum(["verified", "regressed"]), ...judged }),
  z.strictObject({ kind: z.literal("inconclusive"), ...judged, isExtended: z.boolean() }),
  z.strictObject({
    kind: z.literal("rollback-proposed"),
    pullRequest,
    rollback: pullRequest,
    settings,
    left: settings,
  }),
  z.strictObject({
    kind: z.literal("rolled-back"),
    pullRequest,
    rollback: pullRequest,
    cooldownUntil: z.string(),
  }),
  z.strictObject({ kind: z.literal("promoted"), pullRequest, environment: z.string(), next: z.string() }),
]);
