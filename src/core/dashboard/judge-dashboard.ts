import { carryTicks } from "../model/index.ts";
import { dashboardMarker } from "./dashboard-body.ts";
import type { DashboardView } from "./view.ts";

interface OwnIssue {
  readonly number: number;
  readonly state: "open" | "closed";
  readonly body: string;
}

/**
 * Which of our own issues is the dashboard, and which others claim to be: the oldest open one is, so that two passes that
 * each opened one agree; without any, the newest closed one.
 */
export function findDashboard<I extends OwnIssue>(
  issues: readonly I[],
): { readonly dashboard: I | null; readonly duplicates: readonly I[] } {
  const marked = issues
    .filter(({ body }) => body.includes(dashboardMarker))
    .toSorted((left, right) => left.number - right.number);
  const open = marked.filter(({ state }) => state === "open");
  const dashboard = open[0] ?? marked.at(-1) ?? null;
  return { dashboard, duplicates: open.slice(1) };
}

/** Something that a person may want to see or do; a dashboard that somebody closed comes back for it. */
export function needsAttention(view: DashboardView): boolean {
  return (
    view.paused !== null ||
    view.problems.length > 0 ||
    view.sources.some(({ isHealthy }) => !isHealthy) ||
    view.items.some(({ section }) => section !== "gathering" && section !== "closed")
  );
}

/** Whether a body says the same as another, apart from ticks and what browsers do to line ends and spaces. */
export function saysTheSame(left: string, right: string): boolean {
  return normalised(left) === normalised(right);
}

function normalised(text: string): string {
  return carryTicks(text, "")
    .replace(/\r\n?/g, "\n")
    .replace(/[ \t]+$/gm, "")
    .trim();
}
