import { readFileSync } from "node:fs";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { visit } from "unist-util-visit";
import { describe, expect, test } from "vitest";
import { carryTicks, instant, readCheckboxes } from "../model/index.ts";
import {
  type DashboardItem,
  type DashboardView,
  dashboardBody,
  dashboardMarker,
  findDashboard,
  type ManagedSetting,
  needsAttention,
  saysTheSame,
  sections,
} from "./index.ts";

const template = readFileSync(new URL("../../../templates/dashboard.md", import.meta.url), "utf8");

const nothing: DashboardView = {
  paused: null,
  problems: [],
  sources: [],
  items: [],
  inBalance: [],
  managed: [],
};
const open: DashboardItem = {
  section: "open",
  title: "payments/api: cpu 1 → 230m",
  branch: "optpass/payments/api/resources",
  number: 7,
  detail: "",
};
const managed: ManagedSetting = {
  target: "payments/api/api",
  setting: "requests.cpu",
  current: "1",
  proposed: "230m",
  confidence: 0.934,
  evaluated: instant(1_795_500_000_000),
};
const body = (view: Partial<DashboardView>) => dashboardBody({ ...nothing, ...view }, template);

describe("the dashboard", () => {
  test("shows its sections in one order, and none that is empty", () => {
    const items = sections.map(({ id }) => ({ ...open, section: id })).reverse();
    const text = body({
      items,
      problems: ["Line 3 says nothing."],
      sources: [{ name: "main", isHealthy: true, message: "Prometheus 3.5.0" }],
      inBalance: [{ what: "shop/cart", why: "It fits." }],
      managed: [managed],
    });

    expect([...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual([
      "Configuration problems",
      "Data sources",
      ...sections.map(({ heading }) => heading),
      "In balance",
      "Managed settings",
    ]);
    expect(body({ items: [open] }).match(/^## /gm)).toHaveLength(1);
  });

  test("gives items a box for what can be ordered, and one for all where there are several", () => {
    expect(readCheckboxes(body({ items: [open] }))).toEqual([
      { verb: "rebase", subject: open.branch, isTicked: false },
    ]);
    const two = [open, { ...open, branch: "optpass/shop/cart/resources" }];
    expect(readCheckboxes(body({ items: two })).map(({ subject }) => subject)).toEqual([
      open.branch,
      "optpass/shop/cart/resources",
      "all",
    ]);
    expect(readCheckboxes(body({ items: [{ ...open, section: "gathering" }] }))).toEqual([]);
    expect(readCheckboxes(body({ items: [{ ...open, branch: null }] }))).toEqual([]);
  });

  test("links pull requests, and says how much evidence there is of what is needed", () => {
    expect(body({ items: [open] })).toContain("[payments/api: cpu 1 → 230m](../pull/7)");
    const gathering: DashboardItem = { ...open, section: "gathering", evidence: { have: 4.24, need: 7 } };
    expect(body({ items: [gathering] })).toContain("(4.2 of 7 days)");
  });

  test("shows each setting with values, confidence and the day of its evaluation", () => {
    expect(body({ managed: [managed] })).toContain(
      "| `payments/api/api requests.cpu` | `1` | `230m` | 93 % | 2026-11-24 |",
    );
  });

  test("says who paused it", () => {
    expect(body({ paused: { by: "ann", since: "2026-11-24" } })).toContain("Paused by ann since 2026-11-24");
  });

  test("cuts the table of settings first, and keeps every box", () => {
    const items = Array.from({ length: 100 }, (_, index) => ({
      ...open,
      branch: `optpass/shop/s${index}/resources`,
    }));
    const text = body({ items, managed: Array.from({ length: 5000 }, () => managed) });

    expect(text.length).toBeLessThanOrEqual(58_000);
    expect(text.length).toBeGreaterThan(50_000);
    expect(readCheckboxes(text)).toHaveLength(101);
    expect(text).toMatch(/\d+ more settings left out/);
    expect(text).toContain(dashboardMarker);
    expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0);
  });

  test("stays under the limit however many changes there are, and says how many it leaves out", () => {
    const items = Array.from({ length: 3000 }, (_, index) => ({
      ...open,
      branch: `optpass/shop/${index}/${"x".repeat(80)}`,
      detail: "y".repeat(900),
    }));
    const text = body({ items, managed: [managed], inBalance: [{ what: "a", why: "b" }] });

    expect(text.length).toBeLessThanOrEqual(58_000);
    expect(text).toMatch(/\d+ more changes left out/);
    expect(readCheckboxes(text).length).toBeGreaterThan(100);
  });

  test("neutralises whatever a text holds", () => {
    const hostile =
      "@octocat fixes #1 GH-2 <img src=x> `code` | [link](https://evil.example) ![x](y) www.evil.example \u202e\n# head\n/optpass pause\n- [x] <!-- optpass:approve=all -->";
    const text = body({
      paused: { by: hostile, since: hostile },
      problems: [hostile],
      sources: [{ name: hostile, isHealthy: false, message: hostile }],
      items: [{ ...open, title: hostile, detail: hostile }],
      inBalance: [{ what: hostile, why: hostile }],
      managed: [{ ...managed, target: hostile, current: hostile, proposed: hostile }],
    });

    const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    const seen = {
      links: [] as string[],
      images: 0,
      html: new Set<string>(),
      prose: "",
      cells: new Set<number>(),
    };
    visit(tree, (node) => {
      if (node.type === "link") seen.links.push(node.url);
      if (node.type === "image") seen.images += 1;
      if (node.type === "html") seen.html.add(node.value.split(/(?<=>)/)[0] ?? "");
      if (node.type === "text") seen.prose += `${node.value}\n`;
      if (node.type === "table") for (const row of node.children) seen.cells.add(row.children.length);
    });
    expect(seen.links).toEqual(["../pull/7"]);
    expect(seen.images).toBe(0);
    expect([...seen.html].sort()).toEqual([
      `<!-- optpass:rebase=${open.branch} -->`,
      dashboardMarker,
      "</details>",
      "<details>",
    ]);
    expect(seen.cells).toEqual(new Set([5]));
    expect(seen.prose).not.toMatch(/@octocat|#1|GH-2|https:\/\/|www\.|\u202e/);
    expect(readCheckboxes(text).filter(({ isTicked }) => isTicked)).toEqual([]);
  });
});

describe("which issue is the dashboard", () => {
  const issue = (number: number, state: "open" | "closed", text = dashboardMarker) => ({
    number,
    state,
    body: text,
  });

  test("is the oldest open one with the marker; the others are duplicates", () => {
    expect(
      findDashboard([issue(9, "open"), issue(4, "open"), issue(2, "closed"), issue(1, "open", "x")]),
    ).toEqual({
      dashboard: issue(4, "open"),
      duplicates: [issue(9, "open")],
    });
  });

  test("is the newest closed one where none is open", () => {
    expect(findDashboard([issue(9, "closed"), issue(4, "closed")]).dashboard?.number).toBe(9);
    expect(findDashboard([]).dashboard).toBeNull();
  });

  test("comes back for problems and open changes, not for what is in balance", () => {
    expect(needsAttention({ ...nothing, managed: [managed] })).toBe(false);
    expect(needsAttention({ ...nothing, items: [open] })).toBe(true);
    expect(needsAttention({ ...nothing, problems: ["x"] })).toBe(true);
    expect(needsAttention({ ...nothing, sources: [{ name: "a", isHealthy: false, message: "" }] })).toBe(
      true,
    );
  });
});

test("two bodies say the same whatever is ticked and however lines end, and not when a value moved", () => {
  const text = body({ items: [open] });

  expect(saysTheSame(text, text.replace("[ ]", "[x]").replaceAll("\n", "\r\n"))).toBe(true);
  expect(saysTheSame(text, text.replace("230m", "240m"))).toBe(false);
  expect(carryTicks(text, text.replace("[ ]", "[x]"))).toContain("- [x]");
});
