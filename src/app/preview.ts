import {
  code,
  describeWorkload,
  explainRefusal,
  type Policy,
  plain,
  type Schedule,
  workloadKey,
} from "../core/model/index.ts";
import type { Preview } from "../core/onboard/index.ts";
import { changeTitle, savingCell, totalSavings } from "../core/propose/index.ts";
import type { Analysis, AnalyzedChange } from "./analysis.ts";
import type { PlacedContainer } from "./place-recommendations.ts";
import { summarySentences } from "./summary.ts";

export interface PreviewContext {
  /** Path of the configuration that is proposed. */
  readonly file: string;
  readonly isConfigured: boolean;
  readonly policy: Policy;
  /** Sentences about what is wrong with it. */
  readonly problems: readonly string[];
}

/** What a pass with this policy would do, for people who decide whether it may. */
export function previewOf(
  analysis: Analysis,
  { file, isConfigured, policy, problems }: PreviewContext,
): Preview {
  const { located, containers, changes, notices } = analysis;
  const proposals = changes.filter(({ edit }) => edit !== null);
  return {
    file,
    isConfigured,
    problems,
    environments: (located?.survey.environments ?? []).map(({ name, kind, path }) => ({ name, kind, path })),
    matched: oneEach(containers, matchedBy),
    unmatched: oneEach(containers, unmatchedBy),
    proposals: proposals.map(proposalOf),
    total: proposals.length === 0 ? null : summarySentences({ ...analysis, changes: proposals }).join(" "),
    limits: { open: policy.limits.open, openedAnHour: policy.limits.openedAnHour },
    rhythm: rhythmOf(policy),
    notices,
  };
}

/** One row for each workload: that of its first container which has one. */
function oneEach<Row>(
  containers: readonly PlacedContainer[],
  rowOf: (container: PlacedContainer) => Row | null,
): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const container of containers) {
    const key = workloadKey(container.target);
    const row = rowOf(container);
    if (row !== null && !rows.has(key)) rows.set(key, row);
  }
  return [...rows.values()];
}

function matchedBy({ target, located }: PlacedContainer): Preview["matched"][number] | null {
  if (located === null) return null;
  const { settings, environment } = located;
  const [written] = Object.values(settings).flatMap(({ writtenAt }) => writtenAt ?? []);
  return {
    workload: describeWorkload(target),
    environment: environment.name,
    file: written?.file ?? environment.path,
  };
}

function unmatchedBy({ target, located, skipped }: PlacedContainer): Preview["unmatched"][number] | null {
  if (located !== null) return null;
  const other = skipped.find(({ refusal }) => refusal.code !== "not-in-repository");
  return {
    workload: describeWorkload(target),
    why: other === undefined ? null : explainRefusal(other.refusal),
  };
}

function proposalOf({ plan }: AnalyzedChange): Preview["proposals"][number] {
  const [location] = plan.recommendations.flatMap((one) => one.location ?? []);
  return {
    title: changeTitle(plan),
    saves: savingCell(totalSavings(plan)),
    place: location === undefined ? "" : `${location.file}:${location.line}`,
  };
}

function rhythmOf({ schedule, openDuring }: Policy): string {
  const runs = `Passes run at ${listed(schedule)}, and when files change.`;
  return openDuring === null ? runs : `${runs} Pull requests are opened within ${listed(openDuring)}.`;
}

function listed({ crons, timeZone }: Schedule): string {
  return `${crons.map(code).join(", ")} (${plain(timeZone)})`;
}
