import {
  type Duration,
  duration,
  type Instant,
  instant,
  type Verdict,
  type VerdictReason,
} from "../model/index.ts";
import { checkGuardrails, type GuardrailInput } from "./guardrails.ts";
import { judgeLevel, type LevelFinding, type LevelInput, shortestRecord } from "./level/judge-level.ts";
import { looks } from "./level/worse.ts";
import { checkPredictions, type Prediction } from "./prediction.ts";

/** All that is known of a change that was merged. */
export interface JudgeInput {
  readonly mergedAt: Instant;
  /** `null` while nothing shows that it runs. */
  readonly liveAt: Instant | null;
  readonly now: Instant;
  /** How long after the merge it may take to be live. */
  readonly liveWithin: Duration;
  readonly guardrails: GuardrailInput;
  readonly levels: readonly LevelInput[];
  readonly predictions: readonly Prediction[];
  /** Other rollouts of the workload since the change is live, ascending: the watch starts again at the last. */
  readonly otherRollouts: readonly { readonly at: Instant; readonly what: string }[];
  /** Traffic since the change is live over that of the same hours of earlier days; `null` where it is not measured. */
  readonly trafficShare: number | null;
  /** The busiest hour since the change is live over an ordinary daily peak; `null` where it is not measured. */
  readonly peakShare: number | null;
  /** How long to watch before promotion, a day or more. */
  readonly watchFor: Duration;
}

/** Judges a change with what is known now. No data never verifies, and never rolls back. */
export function judge(input: JudgeInput): Verdict {
  if (input.liveAt === null) return notLive(input);
  const { bad, excused, unmeasured } = checkGuardrails(input.guardrails);
  const notes = [...excused, ...unmeasured.map((what): VerdictReason => ({ code: "not-measured", what }))];
  const [worst, ...others] = bad;
  const rollout = input.otherRollouts.at(-1);
  // Another rollout in between may as well be what kills or crashes; only a person can tell.
  if (rollout !== undefined) return afterRollout(rollout, [...bad, ...notes], input);
  if (worst !== undefined) return verdict("regressed", worst, [...others, ...notes], null);
  return onLevels(input, input.liveAt, notes);
}

// After this long, more time does not make an answer clearer.
const longestWatch = duration(7, "d");

const leastTraffic = 0.3;
const leastPeak = 0.8;

function notLive({ mergedAt, now, liveWithin }: JudgeInput): Verdict {
  const until = instant(mergedAt + liveWithin);
  const waited = duration(now - mergedAt, "ms");
  return now < until
    ? verdict("inconclusive", { code: "not-live-yet", since: mergedAt, until }, [], until)
    : verdict("not-live", { code: "never-live", since: mergedAt, waited }, [], null);
}

/** The clock starts again: levels are judged from the rollout on, and only to say that nothing got worse. */
function afterRollout(
  rollout: JudgeInput["otherRollouts"][number],
  notes: readonly VerdictReason[],
  input: JudgeInput,
): Verdict {
  const again = onLevels({ ...input, otherRollouts: [] }, rollout.at, notes);
  if (again.outcome === "verified" && !notes.some(isAlarm)) return again;
  return verdict(
    "inconclusive",
    { code: "other-rollout", ...rollout },
    [again.reason, ...again.notes],
    again.lookAgain,
  );
}

const alarms: readonly VerdictReason["code"][] = [
  "out-of-memory",
  "crash-loop",
  "not-scheduled",
  "pinned-at-maximum",
  "throttled-more",
  "budget-burning",
];

function isAlarm({ code }: VerdictReason): boolean {
  return alarms.includes(code);
}

function onLevels(input: JudgeInput, from: Instant, notes: readonly VerdictReason[]): Verdict {
  const findings = findingsOf(input, from);
  const predictions = checkPredictions(input.predictions);
  const again = nextLook(input, from);
  const undecided = (reason: VerdictReason): Verdict =>
    verdict("inconclusive", reason, [...notes, ...predictions], again);
  if (findings.length === 0) return undecided({ code: "no-levels" });
  if (input.trafficShare !== null && input.trafficShare < leastTraffic) {
    return undecided({ code: "little-traffic", share: input.trafficShare, needed: leastTraffic });
  }
  const reasons = findings.map((finding) => reasonOf(finding, input, again));
  const worse = reasons.filter(({ code }) => code === "level-worse");
  if (worse[0] !== undefined)
    return verdict("regressed", worse[0], [...worse.slice(1), ...notes, ...predictions], null);
  const doubt = reasons.find(({ code }) => code !== "not-worse") ?? doubtOf(input, from, again, notes);
  if (doubt !== null) return undecided(doubt);
  const [first, ...rest] = reasons.toSorted((left, right) => atMostOf(right) - atMostOf(left));
  return first === undefined
    ? undecided({ code: "no-levels" })
    : verdict("verified", first, [...rest, ...notes, ...predictions], null);
}

interface NamedFinding {
  readonly level: LevelInput;
  readonly finding: LevelFinding;
}

function findingsOf({ levels, now }: JudgeInput, from: Instant): readonly NamedFinding[] {
  const question = { liveAt: from / 1000, now: now / 1000, together: levels.length };
  return levels.map((level) => ({ level, finding: judgeLevel(level, question) }));
}

function reasonOf(
  { level, finding }: NamedFinding,
  { now }: JudgeInput,
  again: Instant | null,
): VerdictReason {
  switch (finding.kind) {
    case "worse":
      return { code: "level-worse", level: level.name, ...withoutKind(finding) };
    case "others-too":
      return { code: "others-suffer", what: `${level.name} got worse` };
    case "not-worse":
      return { code: "not-worse", level: level.name, atMost: finding.atMost, hours: finding.hours };
    case "cannot-tell":
      return { code: "cannot-tell", level: level.name, atMost: finding.atMost, margin: level.margin };
    case "too-early":
      return { code: "too-early", until: again ?? now };
    case "short-record":
      return { code: "short-record", what: level.name, days: finding.days, needed: shortestRecord };
    case "not-measured":
      return { code: "not-measured", what: level.name };
  }
}

function withoutKind({ rise, deviations, hours }: Extract<LevelFinding, { kind: "worse" }>) {
  return { rise, deviations, hours };
}

/** What still speaks against calling it verified although no level got worse. */
function doubtOf(
  input: JudgeInput,
  from: Instant,
  again: Instant | null,
  notes: readonly VerdictReason[],
): VerdictReason | null {
  if (input.now - from < input.watchFor) return { code: "too-early", until: again ?? input.now };
  // What nobody measured may be a quiet night.
  if (input.trafficShare === null) return { code: "not-measured", what: "The traffic" };
  if (input.peakShare === null) return { code: "not-measured", what: "The busiest hour since the change" };
  if (input.peakShare < leastPeak) {
    return { code: "no-peak-yet", share: input.peakShare, needed: leastPeak };
  }
  // A guardrail that nobody could look at may be broken; one that is broken, if by others, is no time to go on.
  return notes.find(({ code }) => code === "not-measured" || code === "others-suffer") ?? null;
}

function atMostOf(reason: VerdictReason): number {
  return reason.code === "not-worse" ? reason.atMost : 0;
}

/** The next look that is due, each day after the last of them; `null` once it has been watched for long enough. */
function nextLook({ now }: JudgeInput, from: Instant): Instant | null {
  const day = duration(1, "d");
  const passed = now - from;
  if (passed >= longestWatch) return null;
  const next = looks.map((hours) => duration(hours, "h")).find((length) => length > passed);
  return instant(from + (next ?? (Math.floor(passed / day) + 1) * day));
}

function verdict(
  outcome: Verdict["outcome"],
  reason: VerdictReason,
  notes: readonly VerdictReason[],
  lookAgain: Instant | null,
): Verdict {
  return { outcome, reason, notes, lookAgain };
}
