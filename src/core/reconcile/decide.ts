import type { Action, ChangeRecord, RecordedSetting } from "../model/index.ts";
import { isClose } from "./is-close.ts";

/** What should be proposed now. */
export interface Desired {
  readonly settings: readonly RecordedSetting[];
}

/** What the code host shows of this change. */
export interface Observed {
  /** Where the branch points, and whether that commit is one of ours, exactly as it was made. */
  readonly branch: { readonly commit: string; readonly tree: string; readonly untouched: boolean } | null;
  /** Newest first. `record` is what its body remembers; `null` if it is not readable. */
  readonly pullRequests: readonly ObservedPullRequest[];
}

export interface ObservedPullRequest {
  readonly number: number;
  readonly state: "open" | "merged" | "closed";
  readonly headCommit: string;
  readonly record: ChangeRecord | null;
}

/**
 * Decides what to do about one change, from what is there. Doing it and deciding again gives `leave`: a second pass
 * over the same world writes nothing.
 */
export function decide(desired: Desired, { branch, pullRequests }: Observed): Action {
  const open = pullRequests.find(({ state }) => state === "open");
  if (open !== undefined) return decideOpen(desired, open, branch);
  const [latest] = pullRequests;
  if (latest?.state === "closed" && latest.record === null) {
    return leave(
      latest.number,
      "declined-by-a-person",
      `#${latest.number} was closed, and no longer says what it proposed.`,
    );
  }
  if (branch === null) return { kind: "open-pull-request", moveFrom: null };
  const known = branch.untouched || pullRequests.some(({ headCommit }) => headCommit === branch.commit);
  return known
    ? { kind: "open-pull-request", moveFrom: branch.commit }
    : leave(
        null,
        "foreign-branch",
        "The branch holds commits that are not OptPass's; delete it to get a proposal.",
      );
}

function decideOpen(desired: Desired, open: ObservedPullRequest, branch: Observed["branch"]): Action {
  const { number, record } = open;
  if (branch === null || record === null) return leftToAPerson(number);
  // A pass that died after its push left a commit that the record does not know, but that is still as it was made.
  const isOurs = branch.untouched || branch.commit === record.head.commit || branch.tree === record.head.tree;
  if (!isOurs) return leftToAPerson(number);
  const why = reasonToUpdate(desired, record);
  return why === null
    ? leave(number, "up-to-date", `#${number} is up to date.`)
    : { kind: "update-pull-request", number, moveFrom: branch.commit, why };
}

// Less than this is noise between two passes; a reviewer should not see a push for it.
const quietShare = 0.1;

/** `null` while the open proposal still says what a new one would, to the same places in the same files. */
function reasonToUpdate(desired: Desired, { settings: proposed }: ChangeRecord): string | null {
  const before = new Map(proposed.map((setting) => [settingKey(setting), setting]));
  for (const setting of desired.settings) {
    const old = before.get(settingKey(setting));
    if (old === undefined) return `${setting.setting} of ${setting.container} is new`;
    if (old.from !== setting.from)
      return `${setting.setting} of ${setting.container} was changed in the base branch`;
    if (!isClose(old.to, setting.to, quietShare)) {
      return `${setting.setting} of ${setting.container} moved from ${old.to ?? "none"} to ${setting.to ?? "none"}`;
    }
    before.delete(settingKey(setting));
  }
  const [gone] = before.values();
  return gone === undefined ? null : `${gone.setting} of ${gone.container} no longer needs a change`;
}

function settingKey({ container, setting, file, path }: RecordedSetting): string {
  return JSON.stringify([container, setting, file, path]);
}

function leftToAPerson(number: number): Action {
  return leave(number, "edited-by-a-person", `#${number} was edited by a person and is left to them.`);
}

function leave(
  number: number | null,
  because: Extract<Action, { kind: "leave" }>["because"],
  message: string,
): Action {
  return { kind: "leave", number, because, message };
}
