import { describe, expect, test } from "vitest";
import { describeWorkload, type WorkloadRef } from "../../../core/model/index.ts";
import { readFilters } from "./filters.ts";

const api: WorkloadRef = { namespace: "payments", kind: "Deployment", name: "api" };
const report: WorkloadRef = { namespace: "batch", kind: "CronJob", name: "report" };
const inEurope: WorkloadRef = { ...api, cluster: "eu" };
const all = [api, report, inEurope];

const matching = (...patterns: readonly string[]): readonly string[] =>
  all.filter(readFilters([], patterns).wantsWorkload).map(describeWorkload);

describe("a workload", () => {
  test.each([
    ["api", ["payments/api", "eu:payments/api"]],
    ["API", ["payments/api", "eu:payments/api"]],
    ["a*", ["payments/api", "eu:payments/api"]],
    ["cronjob/report", ["batch/CronJob/report"]],
    ["batch/CronJob/report", ["batch/CronJob/report"]],
    ["payments/deployment/api", ["payments/api", "eu:payments/api"]],
    ["eu:payments/Deployment/api", ["eu:payments/api"]],
    ["pay*/deployment/*", ["payments/api", "eu:payments/api"]],
    ["*", ["payments/api", "batch/CronJob/report", "eu:payments/api"]],
  ])("%s", (pattern, names) => {
    expect(matching(pattern)).toEqual(names);
  });

  test("is found by the name that reports give it", () => {
    for (const workload of all)
      expect(matching(describeWorkload(workload))).toContain(describeWorkload(workload));
    expect(matching("eu:payments/api")).toEqual(["eu:payments/api"]);
  });

  test("is not found by its namespace, by half of its name, or by more parts than there are", () => {
    for (const pattern of ["payments", "ap", "batch/report", "a/b/c/api", "", "/api", "payments//api"]) {
      expect(matching(pattern), pattern).toEqual([]);
    }
  });

  test("of a pattern with a star stays within its part", () => {
    expect(matching("p*")).toEqual([]);
    expect(matching("b*t")).toEqual([]);
    expect(matching("*/report")).toEqual(["batch/CronJob/report"]);
  });

  test("is wanted in the namespaces that are asked for only", () => {
    const { wantsWorkload } = readFilters(["pay*"], ["*"]);

    expect(all.filter(wantsWorkload)).toEqual([api, inEurope]);
  });
});
