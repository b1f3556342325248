import type { DashboardItem, DashboardView, ManagedSetting, SectionId } from "../core/dashboard/index.ts";
import {
  type ChangeState,
  describeWorkload,
  duration,
  explainRefusal,
  type Instant,
  instant,
  isSettled,
  type Skipped,
  workloadKey,
} from "../core/model/index.ts";
import type { FollowedChange } from "./followed-change.ts";
import type { ProposeOutcome } from "./propose-outcome.ts";
import type { RanPass } from "./run-pass.ts";

/** What a pass found, sorted for people. */
export function dashboardView(
  { configuration, analysis, outcomes, followed }: RanPass & { readonly followed: readonly FollowedChange[] },
  now: Instant,
): Omit<DashboardView, "paused"> {
  const { telemetry, skipped } = analysis;
  // A time of day would be a reason to write the issue anew after every pass.
  const today = instant(now - (now % duration(1, "d")));
  return {
    problems: configuration.warnings.map(({ message }) => message),
    sources: [
      {
        name: configuration.policy.source ?? telemetry.product,
        isHealthy: telemetry.notices.length === 0,
        message: telemetry.notices.join(" "),
      },
    ],
    items: [...followed.flatMap(followedItem), ...outcomes.flatMap(itemOf), ...gathering(skipped)],
    inBalance: inBalance(skipped),
    managed: outcomes.flatMap((outcome) => managedBy(outcome, today)),
  };
}

// `null`: closed by this pass, or nothing to look at.
const sectionOf: Readonly<Record<ChangeState, SectionId | null>> = {
  opened: "open",
  reopened: "open",
  updated: "open",
  closed: null,
  open: "open",
  settling: "open",
  "approved-newer-values": "open",
  queued: "open",
  "rolling-back": "rollback",
  edited: "edited",
  held: "open",
  snoozed: "closed",
  "awaiting-schedule": "schedule",
  frozen: "schedule",
  "rate-limited": "limited",
  "too-many-open": "limited",
  "in-flight": "limited",
  "closed-ignored": "closed",
  "foreign-branch": "errored",
  observed: "shown",
  unconfirmed: "open",
  "in-balance": null,
  errored: "errored",
};

// A plain "it is open" says nothing that its place does not.
const plainStates: ReadonlySet<ChangeState> = new Set(["opened", "reopened", "updated", "open"]);

function itemOf({ state, title, branch, number, message }: ProposeOutcome): readonly DashboardItem[] {
  const section = sectionOf[state];
  if (section === null) return [];
  return [{ section, title, branch, number, detail: plainStates.has(state) ? "" : message }];
}

/** What is verified is done, and so is what harmed nobody and cannot be told. */
function followedItem({ pullRequest, followed, state }: FollowedChange): readonly DashboardItem[] {
  const { number, title, headBranch: branch } = pullRequest;
  const item = { title, branch, number, detail: state.join(" ") };
  if (!isSettled(followed)) return [{ section: "verifying", ...item }];
  return followed.look?.outcome === "regressed" ? [{ section: "rollback", ...item }] : [];
}

/** Workloads for which there is too little history yet, each once. */
function gathering(skipped: readonly Skipped[]): readonly DashboardItem[] {
  const young = new Map<string, DashboardItem>();
  for (const { target, refusal } of skipped) {
    if (refusal.code !== "young-workload" && refusal.code !== "too-early-to-lower") continue;
    const key = workloadKey(target);
    if (young.has(key)) continue;
    young.set(key, {
      section: "gathering",
      title: describeWorkload(target),
      branch: null,
      number: null,
      detail: explainRefusal(refusal),
    });
  }
  return [...young.values()];
}

const balanced: ReadonlySet<string> = new Set(["within-dead-band", "holds-stated-risk", "small-saving"]);

function inBalance(skipped: readonly Skipped[]): DashboardView["inBalance"] {
  const found = new Map<string, DashboardView["inBalance"][number]>();
  for (const { target, refusal } of skipped) {
    const what = describeWorkload(target);
    if (balanced.has(refusal.code) && !found.has(what))
      found.set(what, { what, why: explainRefusal(refusal) });
  }
  return [...found.values()];
}

function managedBy({ proposal }: ProposeOutcome, evaluated: Instant): readonly ManagedSetting[] {
  if (proposal === null) return [];
  return proposal.change.plan.recommendations.map(({ target, setting, current, proposed, confidence }) => ({
    target: `${describeWorkload(target)} ${target.container}`,
    setting,
    current: current?.text ?? null,
    proposed: proposed?.text ?? null,
    confidence,
    evaluated,
  }));
}
