import Mustache from "mustache";
import { checkbox, code, countOf, formatInstant, plain } from "../model/index.ts";
import { sections } from "./sections.ts";
import type { DashboardItem, DashboardView, ManagedSetting } from "./view.ts";

/** Stands in the body of every dashboard, so that it is found again whatever its title is. */
export const dashboardMarker = "<!--optpass:dashboard-->";

// GitHub refuses above 65,536 characters; signed marks and ticks need some room, too.
const longest = 58_000;

/**
 * The body of the dashboard issue. One that would be too long loses rows of the table of settings first, then what is in
 * balance, then what is said of items, and items only at the very end; everywhere it says how many are left out.
 */
export function dashboardBody(view: DashboardView, template: string): string {
  const rows = { items: view.items.length, managed: view.managed.length, balance: view.inBalance.length };
  const attempt = (cut: Cut) => render(view, template, cut);
  const whole = attempt({ ...rows, details: true });
  if (whole.length <= longest) return whole;
  const steps: readonly ((count: number) => Cut)[] = [
    (managed) => ({ ...rows, managed, details: true }),
    (balance) => ({ ...rows, managed: 0, balance, details: true }),
    (items) => ({ items, managed: 0, balance: 0, details: false }),
  ];
  const most = [rows.managed, rows.balance, rows.items];
  for (const [index, step] of steps.entries()) {
    if (attempt(step(0)).length > longest && index < steps.length - 1) continue;
    return attempt(step(largest(most[index] ?? 0, (count) => attempt(step(count)).length <= longest)));
  }
  return attempt({ items: 0, managed: 0, balance: 0, details: false });
}

/** How many rows are shown, and whether items say more than their title. */
interface Cut {
  readonly items: number;
  readonly managed: number;
  readonly balance: number;
  readonly details: boolean;
}

/** The largest count up to `most` that fits; 0 fits or has to do. */
function largest(most: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function render(view: DashboardView, template: string, cut: Cut): string {
  const shown = view.items.slice(0, cut.items);
  const values = {
    paused: view.paused,
    problems: view.problems.slice(0, 50),
    sources: view.sources.slice(0, 20).map(({ name, isHealthy, message }) => ({
      name: code(name),
      state: isHealthy ? "works" : "does not work",
      message,
    })),
    sections: sections.flatMap((section) => {
      const items = shown.filter((item) => item.section === section.id);
      if (items.length === 0) return [];
      return [
        { heading: section.heading, says: section.says, lines: linesOf(items, section.box, cut.details) },
      ];
    }),
    more: moreOf(view.items.length - shown.length, "change"),
    balanceCount: view.inBalance.length === 0 ? null : countOf(view.inBalance.length, "setting"),
    balance: view.inBalance.slice(0, cut.balance).map(({ what, why }) => ({ what: code(what), why })),
    moreBalance: moreOf(view.inBalance.length - Math.min(cut.balance, view.inBalance.length), "setting"),
    managedCount: view.managed.length === 0 ? null : countOf(view.managed.length, "setting"),
    managed: view.managed.slice(0, cut.managed).map(managedRow),
    moreManaged: moreOf(view.managed.length - Math.min(cut.managed, view.managed.length), "setting"),
  };
  const text = Mustache.render(template, values, {}, { escape: (value) => plain(String(value)) });
  return `${text.replace(/\n{3,}/g, "\n\n").trim()}\n\n${dashboardMarker}\n`;
}

type Box = (typeof sections)[number]["box"];

function linesOf(items: readonly DashboardItem[], box: Box, details: boolean): string[] {
  const lines = items.map((item) => lineOf(item, box, details));
  const isMany = items.filter(({ branch }) => branch !== null).length > 1;
  return box?.all != null && isMany ? [...lines, checkbox(box.verb, "all", `**${box.all}**`)] : lines;
}

function lineOf(item: DashboardItem, box: Box, details: boolean): string {
  const title = plain(item.title);
  const linked = item.number === null ? title : `[${title}](../pull/${item.number})`;
  const { have, need } = item.evidence ?? {};
  const days =
    have === undefined || need === undefined ? "" : ` (${oneDigit(have)} of ${oneDigit(need)} days)`;
  const detail = details && item.detail !== "" ? `: ${plain(item.detail)}` : "";
  const label = `${linked}${days}${detail}`;
  return box === null || item.branch === null ? `- ${label}` : checkbox(box.verb, item.branch, label);
}

function managedRow({ target, setting, current, proposed, confidence, evaluated }: ManagedSetting): object {
  return {
    what: code(`${target} ${setting}`),
    current: current === null ? "not set" : code(current),
    proposed: proposed === null ? "as it is" : code(proposed),
    confidence: confidence === null ? "–" : `${Math.round(confidence * 100)} %`,
    evaluated: formatInstant(evaluated).slice(0, 10),
  };
}

function moreOf(count: number, noun: string): string | null {
  return count <= 0 ? null : `${countOf(count, `more ${noun}`)} left out: the page would be too long.`;
}

function oneDigit(days: number): string {
  return String(Math.round(days * 10) / 10);
}
