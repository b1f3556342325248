import { describeShare, err, ok } from "../../../model/index.ts";
import {
  byUsage,
  describeFlag,
  flagOf,
  type HeapRule,
  heldByHeap,
  inMemory,
  lowers,
} from "./heap-question.ts";

// What V8 takes of a container's limit for its old space on 64 bits (Heap::HeapSizeFromPhysicalMemory), up to some GiB.
const byDefault = 0.5;
// Without metrics: nodejs.org/api/cli.html leaves a third of the old space beside it (1.5 GB of 2 GB).
const besideOldSpace = 1 / 3;

/**
 * V8 ends a process whose old space is full, so lowering leaves room for the largest one. Without a flag the old space
 * is a share of the limit and comes down with it, but not below what the heap has held.
 */
export const nodeHeap: HeapRule = (question) => {
  const flag = flagOf(question, "nodejs");
  const heap = question.evidence.heap?.runtime === "nodejs" ? question.evidence.heap : null;
  const { movingLimit, headroom, today, afterKills, byUsage: wanted } = question;
  if (flag?.size.kind === "unknown") {
    return lowers(question, wanted)
      ? err({ code: "heap-size-unknown", flag: describeFlag(flag) })
      : ok(byUsage(question));
  }
  if (flag?.size.kind === "bytes") {
    const { bytes: most } = flag.size;
    const beside = heap === null ? most * besideOldSpace : heap.beyond * (1 + headroom);
    return heldByHeap(question, {
      says: `${describeFlag(flag)} lets its heap grow to ${inMemory(most)}`,
      keeps: most + beside,
      flag: "--max-old-space-size",
      setFor: (amount) => (heap === null ? amount / (1 + besideOldSpace) : amount - beside),
    });
  }
  if (movingLimit === null || today === null || !lowers(question, wanted)) return ok(byUsage(question));
  const share = flag?.size.kind === "share" ? flag.size.share : byDefault;
  const said =
    flag?.size.kind === "share" ? `, as ${describeFlag(flag)} says` : " unless --max-old-space-size is set";
  const rule = `V8 takes ${describeShare(share)} of the memory limit for its heap${said}`;
  const least = heap === null ? 0 : (heap.taken * (1 + headroom)) / share;
  if (heap !== null && least >= today) {
    return err({
      code: "heap-needs-limit",
      heap: rule,
      holds: `the ${inMemory(heap.taken)} that it took`,
      least: inMemory(least),
      flag: "--max-old-space-size",
      setTo: inMemory(heap.taken * (1 + headroom)),
    });
  }
  const amount = Math.max(wanted, least, afterKills);
  const held = heap === null ? "" : `, and its heap took up to ${inMemory(heap.taken)}`;
  return ok({
    ...byUsage(question, `${rule}: it comes down to ${inMemory(amount * share)}${held}.`),
    amount,
  });
};
