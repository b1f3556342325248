import {
  type ChangeRecord,
  code,
  type Duration,
  duration,
  explainRefusal,
  formatDuration,
  formatInstant,
  type Instant,
  plain,
  type RecordedSetting,
  type RepositoryFiles,
  resourceOf,
  type Seal,
} from "../core/model/index.ts";
import {
  isSemantic,
  isUntouched,
  readChangeOf,
  rollbackBody,
  rollbackId,
  rollbackMessage,
  rollbackTitle,
} from "../core/propose/index.ts";
import { cooldownAfter, inverseOf, type Staying } from "../core/reconcile/index.ts";
import { readMetadata, writeMetadata } from "../core/record/index.ts";
import type { CodeHost, CommitRef, PullRequest } from "../ports/code-host.ts";
import type { Renderer } from "../ports/renderer.ts";
import type { ProvedEdit } from "./analysis.ts";
import { locateSettings } from "./locate-settings.ts";
import { done, type Order, type Outcome, refused } from "./order.ts";
import { todayIn, undoValues } from "./undo-values.ts";

const rollbackLabel = "optpass:rollback";

type RollbackOrder = Extract<Order, { kind: "rollback" }>;

export interface RollbackParts {
  readonly host: CodeHost;
  readonly base: CommitRef & { readonly branch: string };
  readonly files: RepositoryFiles;
  /** First lines of the newest commits. */
  readonly subjects: readonly string[];
  readonly renderer: Renderer | null;
  readonly seal: Seal | null;
  /** Text of `templates/rollback.md`. */
  readonly template: string;
  /** How long the first rollback of a change silences it. */
  readonly cools: Duration;
  readonly now: Instant;
}

/**
 * Opens the pull request that takes a merged change back, value by value, on today's files. It asks no metrics, and no
 * schedule, freeze or limit. What is there of it already is gone on with, so that it may be run any number of times.
 */
export async function rollBack(parts: RollbackParts, order: RollbackOrder): Promise<Outcome> {
  const { host, seal } = parts;
  const merged = await host.pullRequest(order.pullRequest);
  if (merged.state !== "merged") return refused("This works after the merge.");
  const record = readMetadata(merged.body, seal) ?? (await recordOfCommit(host, merged));
  if (record === null) return refused("The pull request does not say any more what it changed.");
  if (record.rollback !== undefined) return refused("It is a rollback itself; the next pass proposes anew.");
  const place = await placeOf(parts, merged, record);
  if ("kind" in place) return place;
  const wanted = record.settings.filter((one) => isAbout(order, one));
  if (wanted.length === 0) return refused("It changed no such setting.");
  const located = await locateSettings(parts.files, parts.renderer);
  const { back, stays } = inverseOf(wanted, todayIn(located, record));
  if (back.length === 0) {
    return done(["Nothing of it is left to roll back.", ...stays.map(sentence)].join("\n- "));
  }
  const edit = await undoValues(located, parts.renderer, record, back);
  if (!edit.ok) return refused(`Its values cannot be brought back: ${plain(explainRefusal(edit.error))}`);
  const number = await open(parts, { order, merged, record, place, back, stays, edit: edit.value });
  return done(
    [`#${number} brings the old values back once it is merged.`, ...stays.map(sentence)].join("\n- "),
  );
}

interface FoundPlace {
  readonly branch: string;
  /** `null`: there is no such branch. */
  readonly moveFrom: string | null;
  /** Rollbacks of the change that were merged. */
  readonly merged: number;
}

/** Where the rollback is to be, or the answer where it is there already or somebody else is. */
async function placeOf(
  { host, seal }: RollbackParts,
  merged: PullRequest,
  record: ChangeRecord,
): Promise<FoundPlace | Outcome> {
  const branch = rollbackId(merged.headBranch);
  const [tip, pulls] = await Promise.all([host.branch(branch), host.pullRequests(branch)]);
  const open = pulls.find(({ state }) => state === "open");
  if (open !== undefined) {
    const of = readMetadata(open.body, seal)?.rollback?.of;
    if (of !== merged.number)
      return refused(`#${open.number} already rolls something of it back: merge or close that first.`);
    await label(host, open);
    return done(`#${open.number} brings the old values back once it is merged.`);
  }
  const isOurs =
    tip === null ||
    isUntouched(rollbackId(record.id), tip) ||
    pulls.some(({ headCommit }) => headCommit === tip.commit);
  return isOurs
    ? {
        branch,
        moveFrom: tip?.commit ?? null,
        merged: pulls.filter(({ state }) => state === "merged").length,
      }
    : refused(`The branch ${code(branch)} holds somebody's commits, so it is left alone.`);
}

interface Rollback {
  readonly order: RollbackOrder;
  readonly merged: PullRequest;
  readonly record: ChangeRecord;
  readonly place: FoundPlace;
  readonly back: readonly RecordedSetting[];
  readonly stays: readonly Staying[];
  readonly edit: Pick<ProvedEdit, "files" | "proof">;
}

/** Commit first, then one move of the branch, then the text, then the label. */
async function open(parts: RollbackParts, rollback: Rollback): Promise<number> {
  const { host, base, files, seal, now } = parts;
  const { order, merged, record, place, back, stays, edit } = rollback;
  const cools = cooldownAfter(place.merged, parts.cools);
  const about = { ...record, settings: back };
  const title = rollbackTitle(about, merged.number, { semantic: isSemantic(parts.subjects) });
  const inverse = { id: rollbackId(record.id), settings: back };
  const commit = await host.commit({
    parent: { commit: base.commit, tree: base.tree },
    files: edit.files.map(({ path, after }) => ({
      path,
      content: after,
      executable: isExecutable(files, path),
    })),
    message: (tree) => rollbackMessage(title, inverse, edit.files, tree),
  });
  await host.moveBranch(place.branch, place.moveFrom, commit.commit);
  const written: ChangeRecord = {
    ...inverse,
    workload: record.workload,
    head: { commit: commit.commit, tree: commit.tree },
    evidenceUntil: record.evidenceUntil,
    writtenAt: formatInstant(now),
    rollback: {
      ...{ of: merged.number, change: record.id, left: stays.map(({ setting }) => setting) },
      coolsSeconds: cools / duration(1, "s"),
    },
  };
  const story = {
    cools: formatDuration(cools),
    ...{ record: written, of: merged.number, askedBy: order.askedBy, proof: edit.proof },
    mergedBy: await host.closer(merged.number),
    stays: stays.map((one) => ({ what: nameOf(one.setting), why: whyStays(one) })),
  };
  const opened = await host.openPullRequest({
    headBranch: place.branch,
    baseBranch: base.branch,
    title,
    body: rollbackBody(story, parts.template, writeMetadata(written, seal)),
  });
  await label(host, opened);
  return opened.number;
}

async function label(host: CodeHost, { number, labels }: PullRequest): Promise<void> {
  if (!labels.includes(rollbackLabel))
    await host.labelPullRequest(number, { add: [rollbackLabel], remove: [] });
}

async function recordOfCommit(host: CodeHost, { headCommit }: PullRequest): Promise<ChangeRecord | null> {
  const commit = await host.commitAt(headCommit);
  return commit === null ? null : readChangeOf(commit);
}

function isAbout({ knob }: RollbackOrder, { container, setting }: RecordedSetting): boolean {
  if (knob === null) return true;
  const isThere = knob.container === null || knob.container === container;
  // Request and limit are one decision, as everywhere.
  return isThere && resourceOf(knob.setting) === resourceOf(setting);
}

function isExecutable({ files }: RepositoryFiles, path: string): boolean {
  const file = files.get(path);
  return file?.kind === "text" && file.executable === true;
}

function sentence(one: Staying): string {
  return `${code(nameOf(one.setting))} ${plain(whyStays(one))}`;
}

function nameOf({ workload, container, setting }: RecordedSetting): string {
  return [...(workload === undefined ? [] : [workload]), container, setting].join(" ");
}

function whyStays({ why, today, setting: { to } }: Staying): string {
  switch (why) {
    case "moved":
      return `is ${today ?? "not set"} today and not ${to ?? "unset"} any more: somebody moved it since, so it stays.`;
    case "back":
      return `is ${today ?? "not set"} again already.`;
    case "unknown":
      return "was not found in today's files, so it stays.";
    case "pair":
      return "stays, because its request would pass its limit.";
  }
}
