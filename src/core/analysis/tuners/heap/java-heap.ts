import { describeShare, err, type HeapFlag, type HeapUsage, ok, type Refusal } from "../../../model/index.ts";
import {
  byUsage,
  describeFlag,
  flagOf,
  type HeapQuestion,
  type HeapRule,
  heldByHeap,
  inMemory,
  lowers,
} from "./heap-question.ts";

// G1 begins to mark when the heap is 45 % full (InitiatingHeapOccupancyPercent), so what lives must stay well below that;
// Hunt and John, "Java Performance" (2011), chapter 7, give a heap three to four times what lives after a full collection.
const heapOverLive = 3;
// What is said and what is measured are the same up to here: HotSpot rounds sizes, and leaves a survivor space out.
const rounding = 0.15;
// A change of the limit is a change of the heap: one step, which is seen before the next.
const largestStep = 2;
// Below it the heap is another share (MinRAMPercentage), where half of it is less than the JVM's least maximum of 124.8 MiB.
const smallMemory = 250 * 2 ** 20;

/**
 * A Java heap takes all that it may, whatever it needs, so its container holds the largest heap and all else beside it.
 *
 * | what is known of its size | lower | raise |
 * |---|---|---|
 * | nothing: no metrics | never | by usage |
 * | fixed (-Xmx) | to the heap and all else | to the heap and all else |
 * | moves with nothing that is changed here | by usage, not below the heap and all else | by usage |
 * | a share of the limit | if all else fits beside the heap, and the heap holds three times what lives | if all else does not fit |
 * | fixed or a share, which is not certain | if both allow it | if both ask for it |
 *
 * The headroom is on all else: a heap does not grow past its maximum. After kills any of them is raised.
 */
export const javaHeap: HeapRule = (question) => {
  const heap = question.evidence.heap?.runtime === "jvm" ? question.evidence.heap : null;
  const flag = flagOf(question, "jvm");
  const size = heap === null ? null : heapSize(question, heap, flag);
  if (heap === null || size === null) return withoutMetrics(question);
  const known: JavaHeap = { flag, live: heap.live, beyond: beyondOf(question, heap, size) };
  if (size.kind === "fixed") return fixedHeap(question, known, size.most);
  return size.kind === "held" ? heldHeap(question, known, size.most) : movingHeap(question, known, size);
};

/** How large the heap may grow, in bytes or as shares of the limit, of which any may be true. */
type HeapSize =
  | { readonly kind: "fixed"; readonly most: number }
  | { readonly kind: "held"; readonly most: number }
  | Moving;

interface Moving {
  readonly kind: "moving";
  readonly fixed: readonly number[];
  readonly shares: readonly number[];
}

interface JavaHeap {
  readonly flag: HeapFlag | null;
  readonly live: number | null;
  readonly beyond: number;
}

/** `null`: neither the metrics nor the repository say it. */
function heapSize(
  { movingLimit, runningLimit: running }: HeapQuestion,
  { most }: HeapUsage,
  flag: HeapFlag | null,
): HeapSize | null {
  const said = flag?.size ?? { kind: "unknown" };
  const isMeasured = (bytes: number): boolean => most === null || Math.abs(most / bytes - 1) <= rounding;
  if (said.kind === "bytes" && isMeasured(said.bytes))
    return { kind: "fixed", most: Math.max(said.bytes, most ?? 0) };
  const isMoving = movingLimit !== null && running !== null;
  if (isMoving && said.kind === "share" && isMeasured(said.share * running))
    return { kind: "moving", fixed: [], shares: [said.share] };
  if (most === null) return null;
  // A flag that is not what runs: not applied yet, or of a script that does not pass it on.
  const fixed = said.kind === "bytes" ? [most, said.bytes] : [most];
  if (!isMoving) return { kind: "held", most: Math.max(...fixed) };
  const share = most / running;
  return { kind: "moving", fixed, shares: said.kind === "share" ? [share, said.share] : [share] };
}

/** The peak of usage may lie between the moments at which the heap was looked at. */
function beyondOf({ max, runningLimit }: HeapQuestion, { most, beyond }: HeapUsage, size: HeapSize): number {
  const largest = size.kind === "moving" ? (size.shares[0] ?? 0) * (runningLimit ?? 0) : size.most;
  return Math.max(beyond, max - (most ?? largest));
}

function withoutMetrics(question: HeapQuestion): ReturnType<HeapRule> {
  const { today, max } = question;
  if (today === null || !lowers(question, question.byUsage)) return ok(byUsage(question));
  return err({ code: "jvm-memory", current: inMemory(today), observedMax: inMemory(max) });
}

function fixedHeap(question: HeapQuestion, { flag, beyond }: JavaHeap, most: number): ReturnType<HeapRule> {
  const { max, headroom, afterKills } = question;
  const said = flag === null ? "" : `, as ${describeFlag(flag)} says,`;
  const reason = `Its Java heap may grow to ${inMemory(most)}${said} whatever it needs, and up to ${inMemory(beyond)} are used beyond it, to which ${describeShare(headroom)} are added.`;
  const amount = Math.max(most + beyond * (1 + headroom), afterKills);
  return ok({ amount, reasons: [reason], peakWith: () => max });
}

function heldHeap(question: HeapQuestion, { beyond }: JavaHeap, most: number): ReturnType<HeapRule> {
  const free = beyond * (1 + question.headroom);
  return heldByHeap(question, {
    says: `Its Java heap may grow to ${inMemory(most)}, which no change of what is reserved moves`,
    keeps: most + free,
    flag: "-Xmx",
    setFor: (amount) => amount - free,
  });
}

function movingHeap(question: HeapQuestion, known: JavaHeap, size: Moving): ReturnType<HeapRule> {
  const { today, headroom, afterKills, max } = question;
  if (today === null) return ok(byUsage(question));
  const { live, beyond } = known;
  const free = beyond * (1 + headroom);
  const fits = [
    ...size.fixed.map((most) => most + free),
    ...size.shares.map((share) => (share < 1 ? free / (1 - share) : Infinity)),
  ];
  const sizes = describeSize(question, known, size);
  const room = Math.min(...fits);
  if (afterKills <= today && room > today * largestStep) return err(crowdsOut(question, sizes));
  if (afterKills > today || room > today) {
    const both = `${sizes}, and up to ${inMemory(beyond)} are used beyond it: both must fit.`;
    const isRoom = room > today && room <= today * largestStep;
    const amount = isRoom ? Math.max(room, afterKills) : afterKills;
    return ok({ amount, reasons: isRoom ? [both] : [], peakWith: () => max });
  }
  if (live === null) return err({ code: "heap-need-unknown", heap: sizes });
  const forLive = size.shares.map((share) => (live * heapOverLive) / share);
  const least = Math.max(...fits, ...forLive, afterKills);
  if (least >= today) {
    return err({
      code: "heap-needs-limit",
      heap: sizes,
      holds: `${heapOverLive} times the ${inMemory(live)} that outlive its collections`,
      least: inMemory(least),
      flag: "-Xmx",
      setTo: inMemory(live * heapOverLive),
    });
  }
  const amount = Math.max(least, today / largestStep, Math.min(today, smallMemory));
  const smallest = Math.min(...size.shares) * amount;
  const reason = `${sizes}: with the new limit it still holds ${(smallest / live).toFixed(1)} times the ${inMemory(live)} that outlive its collections, beside up to ${inMemory(beyond)} that are used beyond it.`;
  const largest = (limit: number): number =>
    Math.max(...size.fixed, ...size.shares.map((share) => share * limit));
  return ok({
    amount,
    reasons: [reason],
    peakWith: (proposed) => Math.min(max, largest(proposed) + beyond),
  });
}

/** No limit that could be proposed would leave room beside such a share. */
function crowdsOut({ today, byUsage: wanted }: HeapQuestion, heap: string): Refusal {
  const [keeps, used] = [inMemory(today ?? 0), inMemory(wanted)];
  return { code: "heap-may-grow", heap, keeps, wanted: used, flag: "-XX:MaxRAMPercentage", setTo: null };
}

/** `Its Java heap is 75 % of the memory limit (-XX:MaxRAMPercentage=75, app.yaml:14)`. */
function describeSize({ runningLimit }: HeapQuestion, { flag }: JavaHeap, { fixed, shares }: Moving): string {
  const [share = 0] = shares;
  if (fixed.length === 0)
    return `Its Java heap is ${describeShare(share)} of the memory limit${flag === null ? "" : `, as ${describeFlag(flag)} says`}`;
  const seen = `${inMemory(share * (runningLimit ?? 0))}, which is ${describeShare(share)} of the memory limit`;
  return flag === null || flag.size.kind === "default"
    ? `Its Java heap may grow to ${seen}, and no flag is known that fixes it`
    : `Its Java heap may grow to ${seen}, and not to what ${describeFlag(flag)} says`;
}
