// Takes what a runtime's metrics and flags say of its heap; gives the memory that its container needs, or why none is known.
import { err, ok } from "../../../model/index.ts";
import { goMemory } from "./go-memory.ts";
import { byUsage, type HeapRule, lowers } from "./heap-question.ts";
import { javaHeap } from "./java-heap.ts";
import { nodeHeap } from "./node-heap.ts";

export type { HeapAnswer, HeapQuestion } from "./heap-question.ts";

/** Asks the runtime that shows in the container; without one, usage says it. */
export const memoryWithHeap: HeapRule = (question) => {
  const { evidence, flags } = question;
  const runs = (runtime: "jvm" | "go" | "nodejs"): boolean =>
    evidence.heap?.runtime === runtime || (flags?.some((flag) => flag.runtime === runtime) ?? false);
  if (evidence.runsJvm === true || runs("jvm")) return javaHeap(question);
  if (evidence.runsJvm === null && lowers(question, question.byUsage)) {
    return err({
      code: "fact-unknown",
      fact: "it runs a Java heap, which is sized from the memory it is given",
    });
  }
  if (runs("nodejs")) return nodeHeap(question);
  return runs("go") ? goMemory(question) : ok(byUsage(question));
};
