import { expect, test } from "vitest";
import { runtimesOf } from "./heap-questions.ts";

test("each runtime that shows is named once, in an order that does not depend on the answer's", () => {
  const series = ["go_memstats_sys_bytes", "jvm_memory_bytes_used", "go_gc_gomemlimit_bytes", "up"].map(
    (__name__) => ({ __name__ }),
  );

  expect(runtimesOf(series)).toEqual(["jvm", "go"]);
  expect(runtimesOf(series.toReversed())).toEqual(["jvm", "go"]);
  expect(runtimesOf([])).toEqual([]);
});
