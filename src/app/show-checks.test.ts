import { describe, expect, test } from "vitest";
import { aRecommendation } from "../../test/support/builders/evidence.ts";
import { readTemplate } from "../adapters/system/template.ts";
import type { CheckReport } from "../core/model/index.ts";
import { showProposalCheck } from "./show-checks.ts";

const recommendation = {
  ...aRecommendation(),
  location: { file: "apps/api.yaml", line: 2, path: "spec.cpu" },
  environment: null,
  isOneOfSeveral: false,
};
const before = "spec:\n  cpu: 1\n";
const proposal = {
  story: {
    plan: {
      id: "payments/api/resources",
      workload: recommendation.target,
      recommendations: [recommendation],
    },
    proof: { statements: ["Only this value changes."] },
    findings: [{ guard: "coverage", verdict: "warn" as const, message: "History is short" }],
    skipped: [],
    source: "Prometheus 3.5.0",
  },
  edit: { files: [{ path: "apps/api.yaml", before, after: before.replace("1", "230m") }] },
  commit: "c1",
  state: "open" as const,
  templates: { summary: readTemplate("check-summary.md"), evidence: readTemplate("check-evidence.md") },
};

describe("the check of a proposal", () => {
  test("has verdict and table above, the bulk of the evidence below, and a note on the line", async () => {
    const reports: CheckReport[] = [];

    await showProposalCheck({ report: async (check) => void reports.push(check) }, proposal);

    expect(reports).toHaveLength(1);
    const [check] = reports;
    expect(check).toMatchObject({ name: "optpass/proposal", commit: "c1", conclusion: "neutral" });
    expect(check?.summary).toMatch(/^> \[!WARNING\]\n> History is short/);
    expect(check?.summary).toContain("| `api` | `requests.cpu` | `1` | `230m` |");
    expect(check?.text).toMatch(/^### Evidence/);
    expect(check?.text).toContain("```promql");
    expect(check?.text).toContain("Only this value changes.");
    expect(check?.annotations).toMatchObject([
      { path: "apps/api.yaml", line: 2, title: "api requests.cpu: 1 → 230m" },
    ]);
  });
});
