import { err, ok } from "../../../model/index.ts";
import {
  byUsage,
  describeFlag,
  flagOf,
  type HeapRule,
  heldByHeap,
  inMemory,
  lowers,
} from "./heap-question.ts";

// "A Guide to the Go Garbage Collector" leaves 5 to 10 % for what the runtime does not know of.
const outside = 0.1;
// What KimMachineGun/automemlimit makes of the container's limit when it is not told otherwise.
const automatic = 0.9;
const rounding = 0.001;

/**
 * Go uses what its program needs, whatever the container's limit, so usage says it all; unless GOMEMLIMIT lets garbage
 * grow to a size of its own, which lowering then leaves room for. A limit that is a share of the container's moves along.
 */
export const goMemory: HeapRule = (question) => {
  const flag = flagOf(question, "go");
  const heap = question.evidence.heap?.runtime === "go" ? question.evidence.heap : null;
  if (flag?.size.kind === "share") return ok(byUsage(question));
  const { runningLimit } = question;
  const said = flag?.size.kind === "bytes" ? flag.size.bytes : 0;
  const seen = heap?.most ?? 0;
  const isAutomatic = runningLimit !== null && Math.abs(seen / runningLimit - automatic) < rounding;
  const most = Math.max(said, isAutomatic ? 0 : seen);
  if (most === 0) {
    return flag?.size.kind === "unknown" && !isAutomatic && lowers(question, question.byUsage)
      ? err({ code: "heap-size-unknown", flag: describeFlag(flag) })
      : ok(byUsage(question));
  }
  return heldByHeap(question, {
    says: `${said === most && flag !== null ? describeFlag(flag) : "GOMEMLIMIT"} lets its memory grow to ${inMemory(most)}`,
    keeps: most + Math.max(most * outside, heap?.beyond ?? 0),
    flag: "GOMEMLIMIT",
    setFor: (amount) => Math.min(amount / (1 + outside), amount - (heap?.beyond ?? 0)),
  });
};
