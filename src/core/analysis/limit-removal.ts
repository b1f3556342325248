import { describeShare, type Evidence, type Quantity, type Runtime } from "../model/index.ts";
import type { HeldBack } from "./at-limit.ts";
import type { Removal } from "./tuner.ts";

/**
 * What is to say of a CPU limit that goes. Where it held the container back, usage does not show what it needs, so a
 * request that would be lowered (`lowers`) stays until the need has been seen without it.
 */
export function removalOf(
  limit: Quantity,
  evidence: Evidence,
  heldBack: HeldBack | null,
  lowers: boolean,
): Removal {
  const threads = countsCores(evidence);
  return {
    isNeeded: heldBack !== null,
    stays: lowers ? heldBack : null,
    reasons: [
      `${whatItDid(limit, evidence, heldBack)} Without it, CPU that no other container asks for is free to use, and its request is what it gets on a busy node.`,
      ...(threads === null
        ? []
        : [
            `${threads} counts its cores from the limit and sees all of the node without it: more threads, and more memory for them, unless their number is set.`,
          ]),
      "A default limit of a LimitRange in its namespace would apply instead, and a ResourceQuota on limits.cpu would refuse its pods: neither is seen here.",
    ],
    prediction: { statement: "it is throttled in 0 % of the periods", usageRatio: null, tolerance: 0.01 },
  };
}

function whatItDid(limit: Quantity, { throttledShare }: Evidence, heldBack: HeldBack | null): string {
  if (heldBack?.code === "limit-reached")
    return `Its CPU limit of ${limit.text} held it back: it ran at it ${describeShare(heldBack.share)} of the time.`;
  if (throttledShare === null || throttledShare === 0)
    return `CPU limits are to be removed (--cpu-limits none), and it has one of ${limit.text}.`;
  return `Its CPU limit of ${limit.text} throttled it in ${describeShare(throttledShare)} of the periods.`;
}

const names: Readonly<Record<Exclude<Runtime, "nodejs">, string>> = {
  jvm: "Java",
  // From 1.25 on; before, it saw all cores of the node already (go.dev/doc/go1.25, "Container-aware GOMAXPROCS").
  go: "Go since 1.25",
};

/** The runtime that starts as many threads as the CPU limit allows cores. */
function countsCores({ runsJvm, heap, heapFlags }: Evidence): string | null {
  const runtimes = [
    ...(heap === null ? [] : [heap.runtime]),
    ...(heapFlags ?? []).map(({ runtime }) => runtime),
  ];
  if (runsJvm === true || runtimes.includes("jvm")) return names.jvm;
  return runtimes.includes("go") ? names.go : null;
}
