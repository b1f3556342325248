import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { visit } from "unist-util-visit";
import { describe, expect, test } from "vitest";
import { readTemplate } from "../../adapters/system/template.ts";
import { type Preview, previewBody } from "./index.ts";

const template = readTemplate("onboarding.md");

const preview: Preview = {
  file: ".github/optpass.yml",
  isConfigured: false,
  problems: [],
  environments: [{ name: "overlays/production", kind: "kustomization", path: "overlays/production" }],
  matched: [{ workload: "payments/api", environment: "overlays/production", file: "base/api.yaml" }],
  unmatched: [{ workload: "kube-system/coredns", why: null }],
  proposals: [{ title: "payments/api: cpu 1 → 300m", saves: "$12.40", place: "base/api.yaml:12" }],
  total: "1 setting of 1 workload to change: frees 0.7 cores.",
  limits: { open: 3, openedAnHour: 1 },
  rhythm: "Passes run every hour.",
  notices: [],
};

describe("the text of the onboarding pull request", () => {
  test("says what was found, what would be proposed, and how to leave it off", () => {
    const body = previewBody(preview, template);

    expect(body).toContain("Nothing happens until you merge this");
    expect(body).toContain("close this pull request");
    expect(body).toContain("| payments/api: cpu 1 → 300m | &#36;12.40 | `base/api.yaml:12` |");
    expect(body).toContain("| `overlays/production` | kustomization | `overlays/production` |");
    expect(body).toContain("1 workload that runs and is not declared here");
  });

  test("a repository in which nothing is declared is told so", () => {
    const body = previewBody(
      { ...preview, environments: [], matched: [], proposals: [], total: null },
      template,
    );

    expect(body).toContain("No environment was found");
    expect(body).toContain("none of the workloads that run is declared");
  });

  test("nothing to propose is not said to be nothing found", () => {
    expect(previewBody({ ...preview, proposals: [], total: null }, template)).toContain(
      "Nothing would be proposed today",
    );
  });

  test("a thousand workloads with the longest names stay below the limit, and what was left out is counted", () => {
    const name = "n".repeat(200);
    const many = Array.from({ length: 1000 }, (_, i) => ({
      workload: `${name}${i}`,
      environment: name,
      file: name,
    }));
    const body = previewBody(
      { ...preview, matched: many, unmatched: many.map(({ workload }) => ({ workload, why: name })) },
      template,
    );

    expect(body.length).toBeLessThanOrEqual(58_000);
    expect(body).toMatch(/and 9\d\d more/);
    expect(body).toContain("To leave OptPass off");
  });

  test("hostile names stay text: no link, mention, image, HTML or row of their own", () => {
    const hostile = "@team | [x](http://evil) <img src=x> closes #1\n| a | b |";
    const body = previewBody(
      {
        ...preview,
        environments: [{ name: hostile, kind: "raw", path: hostile }],
        matched: [{ workload: hostile, environment: hostile, file: hostile }],
        unmatched: [{ workload: hostile, why: hostile }],
        proposals: [{ title: hostile, saves: hostile, place: hostile }],
        total: hostile,
        notices: [hostile],
        problems: [hostile],
      },
      template,
    );
    const tree = fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    const kinds = new Set<string>();
    const html: string[] = [];
    visit(tree, (node) => {
      kinds.add(node.type);
      if (node.type === "html") html.push(node.value);
    });

    expect(kinds).not.toContain("link");
    expect(kinds).not.toContain("image");
    expect(html.join("")).not.toContain("img");
    expect(body).not.toMatch(/(?<!`[^`\n]*)@team/);
    for (const row of tree.children.filter(({ type }) => type === "table")) {
      expect("children" in row && row.children).toHaveLength(2);
    }
  });
});
