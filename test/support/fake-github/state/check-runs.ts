import type { CheckChange, CheckRun, CommitStatus } from "./check-run.ts";
import { happen, type Repository, stamp, type World } from "./world.ts";

export interface CheckDraft {
  readonly appId: number;
  readonly headSha: string;
  readonly by: string;
}

export function addCheckRun(
  world: World,
  repository: Repository,
  draft: CheckDraft,
  content: CheckChange,
): CheckRun {
  const { appId, headSha, by } = draft;
  const sibling = [...repository.checkRuns.values()].find(
    (each) => each.appId === appId && each.headSha === headSha,
  );
  const run: CheckRun = {
    ...{ id: world.nextId(), appId, suite: sibling?.suite ?? world.nextId(), headSha },
    ...{ name: "", status: "queued", conclusion: null, startedAt: stamp(world.now()), completedAt: null },
    ...{ detailsUrl: null, externalId: "", output: { title: null, summary: null, text: null } },
    ...{ annotations: [], actions: [] },
  };
  repository.checkRuns.set(run.id, run);
  apply(world, run, content);
  happen(world, { event: "check_run", action: "created", repository, run, sender: by });
  if (run.status === "completed") {
    happen(world, { event: "check_run", action: "completed", repository, run, sender: by });
  }
  return run;
}

export function changeCheckRun(
  world: World,
  repository: Repository,
  run: CheckRun,
  change: CheckChange,
  sender: string,
): void {
  const wasCompleted = run.status === "completed";
  apply(world, run, change);
  if (run.status === "completed" && !wasCompleted) {
    happen(world, { event: "check_run", action: "completed", repository, run, sender });
  }
}

/** The newest run of each name and app on a commit, newest first. */
export function latestRuns(repository: Repository, sha: string): CheckRun[] {
  const latest = new Map<string, CheckRun>();
  for (const run of repository.checkRuns.values()) {
    if (run.headSha === sha) latest.set(`${run.appId} ${run.name}`, run);
  }
  return [...latest.values()].reverse();
}

/** A person presses a button; only the app that made the run hears of it. */
export function requestAction(
  world: World,
  repository: Repository,
  id: number,
  requested: string,
  sender: string,
): void {
  const run = repository.checkRuns.get(id);
  if (run?.actions.some((each) => each.identifier === requested) !== true) {
    throw new Error(`check run ${id} shows no button ${requested}`);
  }
  happen(world, { event: "check_run", action: "requested_action", repository, run, requested, sender });
}

/** The button "Re-run" that GitHub itself shows. */
export function rerequest(world: World, repository: Repository, id: number, sender: string): void {
  const run = repository.checkRuns.get(id);
  if (run === undefined) throw new Error(`no check run ${id}`);
  happen(world, { event: "check_run", action: "rerequested", repository, run, sender });
}

/** A conclusion completes a run, and another status takes the conclusion away. */
function apply(world: World, run: CheckRun, change: CheckChange): void {
  const { output, annotations, conclusion, status, ...rest } = change;
  Object.assign(run, rest);
  run.output = { ...run.output, ...output };
  run.annotations.push(...(annotations ?? []));
  if (conclusion !== undefined) {
    run.status = "completed";
    run.conclusion = conclusion;
    run.completedAt = change.completedAt ?? stamp(world.now());
  } else if (status !== undefined) {
    run.status = status;
    run.conclusion = null;
    run.completedAt = null;
  }
}

/** The newest status of each context on a commit. */
export function latestStatuses(repository: Repository, sha: string): CommitStatus[] {
  const latest = new Map<string, CommitStatus>();
  for (const status of repository.statuses) {
    if (status.sha === sha) latest.set(status.context, status);
  }
  return [...latest.values()];
}
