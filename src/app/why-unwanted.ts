import {
  type ChangeRecord,
  describeWorkload,
  duration,
  explainRefusal,
  type Instant,
  parseInstant,
  type RecordedSetting,
  workloadKey,
} from "../core/model/index.ts";
import type { Unwanted } from "../core/reconcile/index.ts";
import type { Analysis } from "./analysis.ts";
import { closeReasonOf } from "./close-reason.ts";

/** What was measured this long ago supports no change any more. */
const evidenceLasts = duration(14, "d");

/**
 * Why a pass that looked at a proposed change did not propose it again, with its numbers; `null` where nobody knows: a
 * pass that could not measure or read something closes nothing, until the evidence is too old.
 */
export function whyUnwanted(record: ChangeRecord, analysis: Analysis, now: Instant): Unwanted | null {
  return (
    isApplied(record, analysis) ??
    isSuperseded(record, analysis) ??
    isRefused(record, analysis) ??
    isGone(record, analysis) ??
    isExpired(record, now)
  );
}

function isApplied(record: ChangeRecord, analysis: Analysis): Unwanted | null {
  if (record.settings.length === 0) return null;
  if (!record.settings.every((setting) => isThereAlready(record, setting, analysis))) return null;
  const values = record.settings.map(
    ({ container, setting, to }) => `${container} ${setting} ${to ?? "none"}`,
  );
  return { reason: "human-applied-same-value", message: `${values.slice(0, 10).join(", ")}.` };
}

function isThereAlready(record: ChangeRecord, setting: RecordedSetting, analysis: Analysis): boolean {
  const container = containerOf(record, setting, analysis);
  return container?.isKnown === true && (container.current[setting.setting]?.text ?? null) === setting.to;
}

/** The grouping was changed, so another change holds the same settings. */
function isSuperseded(record: ChangeRecord, { changes }: Analysis): Unwanted | null {
  const other = changes.find(
    ({ plan }) =>
      plan.id !== record.id &&
      record.settings.every((setting) =>
        plan.recommendations.some(
          ({ target, setting: name }) =>
            target.container === setting.container &&
            name === setting.setting &&
            isWorkload(record, setting, describeWorkload(target)),
        ),
      ),
  );
  if (other === undefined || record.settings.length === 0) return null;
  return { reason: "superseded", message: `they are part of ${other.plan.id} now.` };
}

/** What is refused of it, and the last reason; settings that have their value already want nothing more. */
function isRefused(record: ChangeRecord, analysis: Analysis): Unwanted | null {
  const { skipped, located } = analysis;
  const isAllKnown = located !== null && located.unlocated.length === 0;
  let refused: Unwanted | null = null;
  for (const setting of record.settings) {
    if (isThereAlready(record, setting, analysis)) continue;
    const found = skipped.find(
      ({ target, setting: name }) =>
        target.container === setting.container &&
        (name === null || name === setting.setting) &&
        isWorkload(record, setting, describeWorkload(target)),
    );
    const reason = found === undefined ? null : closeReasonOf(found.refusal.code);
    // One setting that is unclear keeps all of them.
    if (found === undefined || reason === null) return null;
    if (reason === "target-removed" && !isAllKnown) return null;
    const what = `${setting.setting} of ${setting.container}`;
    refused = { reason, message: `${what}: ${explainRefusal(found.refusal)}` };
  }
  return refused;
}

/** Neither measured nor in the files. A container that only nothing was measured of may be back in a minute. */
function isGone(record: ChangeRecord, analysis: Analysis): Unwanted | null {
  const { located } = analysis;
  if (located === null || located.unlocated.length > 0) return null;
  const { workload, settings } = record;
  const files = located.survey.files.files;
  const isThere = settings.some(
    (setting) =>
      setting.workload !== undefined ||
      containerOf(record, setting, analysis) !== undefined ||
      located.containers.some(
        ({ kind, name, container }) =>
          kind === workload.kind && name === workload.name && container === setting.container,
      ) ||
      (setting.file !== "" && files.has(setting.file)),
  );
  if (isThere || settings.length === 0) return null;
  const paths = [...new Set(settings.map(({ file }) => file))].slice(0, 5).join(", ");
  return { reason: "target-removed", message: `${describeWorkload(workload)} was in ${paths}.` };
}

function isExpired({ evidenceUntil }: ChangeRecord, now: Instant): Unwanted | null {
  const until = parseInstant(evidenceUntil);
  if (until === null || now - until <= evidenceLasts) return null;
  const days = Math.floor((now - until) / duration(1, "d"));
  return {
    reason: "evidence-expired",
    message: `it ended at ${evidenceUntil}, ${days} days ago, and could not be renewed.`,
  };
}

function containerOf(record: ChangeRecord, setting: RecordedSetting, { containers }: Analysis) {
  return containers.find(({ target }) =>
    setting.workload === undefined
      ? workloadKey(target) === workloadKey(record.workload) && target.container === setting.container
      : describeWorkload(target) === setting.workload && target.container === setting.container,
  );
}

function isWorkload(record: ChangeRecord, setting: RecordedSetting, name: string): boolean {
  return name === (setting.workload ?? describeWorkload(record.workload));
}
