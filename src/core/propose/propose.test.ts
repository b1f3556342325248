import { readFileSync } from "node:fs";
import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { visit } from "unist-util-visit";
import { describe, expect, test } from "vitest";
import { anEvidence, apiContainer, aRecommendation } from "../../../test/support/builders/evidence.ts";
import { type ChangePlan, type PlacedRecommendation, quantity } from "../model/index.ts";
import { branchName, changeTitle, commitMessage, isUntouched, pullRequestBody } from "./index.ts";

const template = readFileSync(new URL("../../../templates/pull-request.md", import.meta.url), "utf8");

function plan(...recommendations: readonly PlacedRecommendation[]): ChangePlan {
  const { container: _, ...workload } = recommendations[0]?.target ?? apiContainer;
  return { id: "payments/api/resources", workload, recommendations };
}

function body(changed: ChangePlan): string {
  const story = {
    plan: changed,
    proof: {
      statements: ["Rendering apps before and after changes only what is shown."],
    },
    findings: [
      { guard: "request-within-limit", verdict: "pass" as const, message: "no request is above its limit" },
    ],
    skipped: [
      {
        target: apiContainer,
        setting: "requests.memory" as const,
        refusal: { code: "requests-unknown" as const },
      },
    ],
    source: "Prometheus 2.42.0",
  };
  return pullRequestBody(story, template, { status: [], controls: "", metadata: "<!--optpass:v1:e30-->" });
}

describe("the branch", () => {
  test("of a change has no value, date or hash in it", () => {
    expect(branchName("payments/api/resources")).toBe("optpass/payments/api/resources");
  });

  test("is one that git accepts, and no two changes share it", () => {
    const part = fc.string({ minLength: 1, maxLength: 80 });
    const id = fc.tuple(part, part).map(([namespace, name]) => `${namespace}/${name}/resources`);
    fc.assert(
      fc.property(id, id, (left, right) => {
        const branch = branchName(left);

        expect(branch).toMatch(/^optpass\/[a-z0-9][a-z0-9./-]*\/[a-z0-9-]+$/);
        expect(branch).not.toMatch(/\.\.|\/\/|\.lock(?:\/|$)|--|\/\./);
        expect(branch.length).toBeLessThanOrEqual(110);
        if (left !== right) expect(branchName(right)).not.toBe(branch);
      }),
    );
  });
});

describe("the commit", () => {
  test("says what changed and belongs to its change only", () => {
    const files = [{ path: "apps/api.yaml", before: "", after: "x" }];
    const message = commitMessage(plan(aRecommendation()), files, "t1");

    expect(message.split("\n")[0]).toBe("payments/api: cpu 1 → 230m");
    expect(message).toContain("- api requests.cpu: 1 -> 230m");
    expect(isUntouched("payments/api/resources", { message, tree: "t1" })).toBe(true);
    expect(isUntouched("payments/api2/resources", { message, tree: "t1" })).toBe(false);
  });

  test("that a person amended is no longer as it was made", () => {
    const message = commitMessage(plan(aRecommendation()), [], "t1");

    expect(isUntouched("payments/api/resources", { message, tree: "t2" })).toBe(false);
  });

  test("subject of a large change counts instead of listing", () => {
    const many = ["api", "proxy", "agent"].map((container) =>
      aRecommendation({ target: { ...apiContainer, container } }),
    );

    expect(changeTitle(plan(...many))).toBe("payments/api: tune 3 resource settings of 3 containers");
  });
});

describe("the body", () => {
  test("starts with the verdict, money first, and ends with the metadata", async () => {
    const text = body(
      plan(
        aRecommendation(),
        aRecommendation({
          setting: "requests.memory",
          current: quantity("1Gi"),
          proposed: quantity("336Mi"),
          savings: { cores: 0, bytes: 1.4e9, monthly: { amount: 3.8, currency: "USD", source: "opencost" } },
        }),
      ),
    );

    expect(text.startsWith("Saves about **$38.60 a month**")).toBe(true);
    expect(text.trimEnd().endsWith("<!--optpass:v1:e30-->")).toBe(true);
    await expect(text).toMatchFileSnapshot("../../../test/fixtures/bodies/api.md");
  });

  test("of a container that sets only a memory limit speaks of that limit", () => {
    const limit = aRecommendation({
      setting: "limits.memory",
      reserves: true,
      current: quantity("1Gi"),
      proposed: quantity("336Mi"),
      savings: { cores: 0, bytes: 1.4e9, monthly: null },
    });

    const text = body(plan(limit));
    expect(text.split("\n")[0]).toBe(
      "**Frees 1.3 GiB**: `payments/api` requests 1Gi of memory a pod and used at most 300Mi in 14d.",
    );
    expect(text).toContain('title "Memory of api"');
    expect(changeTitle(plan(limit))).toBe("payments/api: memory limit 1Gi → 336Mi");
  });

  test("says that a container without a value gets one", () => {
    expect(body(plan(aRecommendation({ current: null, class: "safety", savings: null })))).toContain(
      "not set",
    );
  });

  test("neutralises whatever a name holds", () => {
    const hostile =
      "@octocat fixes #1 GH-2 <img src=x> `code` | [link](https://evil.example) ![x](y) www.evil.example \u202e\n# head";
    const text = body(
      plan(
        aRecommendation({
          target: { ...apiContainer, container: hostile, name: hostile },
          reasons: [hostile],
          location: { file: hostile, line: 1, path: "" },
        }),
      ),
    );

    const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    const seen = { links: 0, images: 0, html: new Set<string>(), prose: "", cells: new Set<number>() };
    visit(tree, (node) => {
      if (node.type === "link") seen.links += 1;
      if (node.type === "image") seen.images += 1;
      if (node.type === "html") seen.html.add(node.value.split(/(?<=>)/)[0] ?? "");
      if (node.type === "text") seen.prose += `${node.value}\n`;
      if (node.type === "table") for (const row of node.children) seen.cells.add(row.children.length);
    });
    expect(seen).toMatchObject({
      links: 0,
      images: 0,
      html: new Set(["<details>", "</details>", "<!--optpass:v1:e30-->"]),
    });
    expect(seen.cells).toEqual(new Set([7, 6]));
    expect(seen.prose).not.toMatch(/@octocat|#1|GH-2|https:\/\/|www\.|\u202e/);
    expect(seen.prose).toContain("octocat fixes");
  });

  test("stays under GitHub's limit, whatever the size, and keeps table and metadata", () => {
    const queries = Array.from({ length: 400 }, (_, index) => ({
      of: "cpu" as const,
      promql: `rate(x_${index}${"y".repeat(200)}[5m])`,
    }));
    const text = body(plan(aRecommendation({ evidence: anEvidence({ queries }) })));

    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("| `api` | `requests.cpu` | `1` | `230m` |");
    expect(text).toContain("<!--optpass:v1:e30-->");
    expect(text).not.toContain("xychart");
  });
});

describe("a limit that goes", () => {
  const removal = aRecommendation({
    setting: "limits.cpu",
    current: quantity("500m"),
    proposed: null,
    class: "safety",
    savings: null,
    backtest: null,
    reasons: ["Its CPU limit of 500m throttled it in 40 % of the periods."],
    prediction: { statement: "it is throttled in 0 % of the periods", usageRatio: null, tolerance: 0.01 },
  });

  test("is shown in title, table and commit, and the way back, too", () => {
    const both = plan(aRecommendation(), removal);

    expect(changeTitle(both)).toBe("payments/api: cpu 1 → 230m, cpu limit 500m → none");
    expect(commitMessage(both, [], "t1")).toContain("- api limits.cpu: 500m -> none\n");
    expect(body(both)).toContain("| `api` | `limits.cpu` | `500m` | none |");
    expect(body(both)).toContain("- `api limits.cpu`: none → `500m`");
  });

  test("alone is what the change is about, and its chart has no proposed line", () => {
    const text = body(plan(removal));

    expect(text).toMatch(/^Removes a \*\*CPU limit\*\*: `payments\/api` may use 500m of CPU a pod/);
    expect(text).toContain("it is throttled in 0 % of the periods (± 1 percentage points)");
    expect(text).toContain("🟠 today");
    expect(text).not.toContain("🟢 proposed");
  });
});

describe("what the past says about a limit", () => {
  const { backtest } = aRecommendation();
  const text = (past: object, throttledShare: number | null = null) => {
    const evidence = anEvidence({ throttledShare });
    return body(plan(aRecommendation({ backtest: backtest && { ...backtest, ...past }, evidence })));
  };

  test("is said below the backtest, with the throttling that was seen", () => {
    const shown = text({ peakOverLimit: 1, atLimit: 0.0043 }, 0.03);

    expect(shown).toContain(
      "- `api` `limits.cpu`: It was at the limit 0.43 % of the time, and is to be throttled then.\n- `api` `limits.cpu`: It was throttled in 3 % of the periods.",
    );
    expect(text({ peakOverLimit: 0.93, atLimit: 0 })).toContain("Its peak was 93 % of the limit");
  });

  test("is nothing where the limit is far, or none", () => {
    expect(text({ peakOverLimit: 0.5, atLimit: 0 }, 0.001)).not.toContain("limits.cpu");
    expect(text({ peakOverLimit: null, atLimit: null }, 0.4)).not.toContain("limits.cpu");
  });
});
