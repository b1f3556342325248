import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anEvidence, apiContainer, aRecommendation } from "../../../test/support/builders/evidence.ts";
import { aPolicy } from "../../../test/support/builders/policy.ts";
import { type ChangePlan, readCheckboxes } from "../model/index.ts";
import {
  askedIn,
  carryTicks,
  commitMessage,
  controls,
  isSemantic,
  pullRequestBody,
  readCommitMessage,
  saysTheSame,
  withStatus,
} from "./index.ts";

const template = readFileSync(new URL("../../../templates/pull-request.md", import.meta.url), "utf8");
const branch = "optpass/payments/api/resources";
const boxes = controls(branch, aPolicy(), { hearsComments: true });
const { container: _, ...workload } = apiContainer;
const plan = (...recommendations: ChangePlan["recommendations"]): ChangePlan => ({
  id: "payments/api/resources",
  workload,
  recommendations,
});
const tick = (text: string, verb: string): string =>
  text.replace(`- [ ] <!-- optpass:${verb}=`, `- [x] <!-- optpass:${verb}=`);

describe("the controls", () => {
  test("have a box for each thing to ask for, and never begin a line with a command", () => {
    expect(readCheckboxes(boxes).map(({ verb, subject, isTicked }) => [verb, subject, isTicked])).toEqual([
      ["rerun", branch, false],
      ["rebase", branch, false],
      ["recreate", branch, false],
    ]);
    expect(boxes).not.toMatch(/^\s*\/optpass/m);
  });

  test("ask for what does most where several are ticked, and for nothing on another branch", () => {
    expect(askedIn(tick(tick(boxes, "rerun"), "recreate"), branch)).toBe("recreate");
    expect(askedIn(tick(boxes, "rerun"), "optpass/other/resources")).toBeNull();
    expect(askedIn(boxes, branch)).toBeNull();
  });

  test("keep every tick when the body is written anew, but for what was done", () => {
    const seen = tick(tick(boxes, "rerun"), "rebase");

    expect(carryTicks(seen, boxes, "rebase")).toBe(tick(boxes, "rerun"));
    expect(carryTicks(seen, boxes, null)).toBe(seen);
  });
});

describe("the status", () => {
  test("stands above a body, is replaced, and leaves the body as it was", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (body, sentence) => {
        fc.pre(!body.includes("optpass:status") && body === body.trimStart());
        const once = withStatus(body, [sentence]);

        expect(withStatus(once, [])).toBe(body);
        expect(withStatus(withStatus(body, ["other"]), [sentence])).toBe(once);
      }),
    );
  });

  test("is replaced where a person edited around it on a page that ends lines with CR LF", () => {
    const edited = `Mine.\r\n\r\n${withStatus("text", ["old"]).replaceAll("\n", "\r\n")}`;

    expect(withStatus(edited, [])).toBe("Mine.\r\n\r\ntext");
  });

  test("is not what a query spells in a label value", () => {
    const query = (name: string) => `\`\`\`promql\nup{a="${name}"}\n\`\`\``;
    const body = `${query("<!-- optpass:status -->")}\n\n# Kept\n\n${query("<!-- optpass:status-end -->")}`;

    expect(withStatus(body, [])).toBe(body);
  });

  test("counts as news, the hidden record and ticks do not", () => {
    const body = `text\n\n${boxes}\n\n<!--optpass:v1:abc-->`;

    expect(saysTheSame(body, `text\n${tick(boxes, "rerun")}\n<!--optpass:v1:def:sig-->`)).toBe(true);
    expect(saysTheSame(body, withStatus(body, ["newer"]))).toBe(false);
  });
});

describe("a body", () => {
  test("of 200 kB of evidence stays below 58,000 characters, with table, controls and record whole", () => {
    const evidence = anEvidence({ queries: [{ of: "cpu", promql: "x".repeat(200_000) }] });
    const text = pullRequestBody(
      {
        plan: plan(aRecommendation({ evidence, reasons: ["because ".repeat(100)] })),
        proof: { statements: [] },
        findings: [],
        skipped: [],
        source: "Prometheus",
      },
      template,
      { status: ["A status."], controls: boxes, metadata: "<!--optpass:v1:e30-->" },
    );

    expect(text.length).toBeLessThanOrEqual(58_000);
    expect(text).toContain("| `api` | `requests.cpu` |");
    expect(readCheckboxes(text)).toHaveLength(3);
    expect(text.trimEnd().endsWith("<!--optpass:v1:e30-->")).toBe(true);
    expect(text.match(/<details>/g) ?? []).toHaveLength((text.match(/<\/details>/g) ?? []).length);
  });
});

describe("a commit", () => {
  test("tells what it proposed, whatever names hold, and nothing once it was amended", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "binary" }), (container) => {
        const safe = aRecommendation({ target: { ...apiContainer, container }, class: "safety" });
        const message = commitMessage(plan(safe), [], "t1");

        const record = readCommitMessage("payments/api/resources", workload, {
          commit: "c1",
          message,
          tree: "t1",
        });

        expect(record?.settings).toEqual([
          {
            ...{ container, setting: "requests.cpu", file: "", path: "" },
            ...{ from: "1", to: "230m", class: "safety" },
          },
        ]);
        expect(record?.evidenceUntil).toBe("2026-11-20T00:00:00Z");
      }),
    );
    const message = commitMessage(plan(aRecommendation()), [], "t1");
    expect(
      readCommitMessage("payments/api/resources", workload, { commit: "c", message, tree: "t2" }),
    ).toBeNull();
  });

  test.each([
    [["fix(a): b", "feat: c", "Merge x"], true],
    [["fix(a): b", "Lower it"], false],
    [["payments/api: cpu 1 → 230m", "chore!: d", "feat(x)!: y"], true],
    [[], false],
  ])("after %j is semantic: %s", (subjects, expected) => {
    expect(isSemantic(subjects)).toBe(expected);
  });
});
