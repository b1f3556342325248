import type { ChangeRecord, RecordedSetting } from "../model/index.ts";

export interface DueLabels {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** All that OptPass put, to be recorded once it has. */
  readonly put: readonly string[];
}

/** Labels by class, beside those that the policy names. */
export function labelsOf(
  settings: readonly RecordedSetting[],
  ofPolicy: readonly string[],
): readonly string[] {
  const isSafety = settings.some((setting) => setting.class === "safety");
  return [...new Set([...ofPolicy, isSafety ? "optpass:safety" : "optpass:cost"])];
}

/**
 * What OptPass put: as recorded, or, before any record of it, what belongs to the recorded settings. They are put in one
 * request, so as long as one of them is there all were put; with none, the pass that opened it died before.
 */
export function putLabels(
  record: Pick<ChangeRecord, "labels" | "settings">,
  present: readonly string[],
  ofPolicy: readonly string[],
): readonly string[] {
  if (record.labels !== undefined) return record.labels;
  const usual = labelsOf(record.settings, ofPolicy);
  return usual.some((label) => present.includes(label)) ? usual : [];
}

/**
 * Three-way: what is wanted, what OptPass put, and what is there. A label that was put and is gone was taken away by a
 * person, and is not put again; one that is no longer wanted goes only if OptPass put it. `null`: nothing is due.
 */
export function dueLabels(
  wanted: readonly string[],
  put: readonly string[],
  present: readonly string[],
): DueLabels | null {
  const add = wanted.filter((label) => !put.includes(label) && !present.includes(label));
  const remove = put.filter((label) => !wanted.includes(label) && present.includes(label));
  const all = [...new Set([...put.filter((label) => !remove.includes(label)), ...wanted])];
  const isRecorded = all.length === put.length && all.every((label) => put.includes(label));
  return add.length === 0 && remove.length === 0 && isRecorded ? null : { add, remove, put: all };
}
