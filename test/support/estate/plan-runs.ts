import type { Schedule, WorkloadDesign } from "./design.ts";
import type { Controller, Pod } from "./estate.ts";
import { podIp, suffix, uid } from "./names.ts";
import { between, chanceFor, digest } from "./random.ts";
import { bornAt } from "./replica-steps.ts";
import type { Stage } from "./stage.ts";

/** successfulJobsHistoryLimit: that many finished Jobs, and their pods, are still listed. */
const jobsKept = 3;

interface Run {
  readonly job: string;
  readonly at: number;
  readonly seconds: number;
  readonly deletedAt: number;
}

/** Pods of a CronJob, one Job a run, or of a single Job that ran once. */
export function planRuns(
  design: WorkloadDesign,
  stage: Stage,
): { readonly pods: readonly Pod[]; readonly controllers: readonly Controller[] } {
  const runs = planSchedule(design, stage).filter((run) => run.deletedAt > stage.start);
  return {
    pods: runs.map((run) => makePod(run, design, stage)),
    controllers: runs.map((run) => ({
      kind: "Job",
      name: run.job,
      createdAt: run.at,
      deletedAt: run.deletedAt,
    })),
  };
}

function planSchedule(design: WorkloadDesign, stage: Stage): readonly Run[] {
  const schedule = design.schedule;
  if (schedule === undefined) throw new RangeError(`${design.kind} ${design.name} has no schedule`);
  const chance = chanceFor(stage.seed, `runs/${design.namespace}/${design.name}`);
  const times = design.kind === "Job" ? [bornAt(design, stage)] : startTimes(schedule, design, stage);
  return times.map((at, number) => ({
    at,
    // The CronJob controller names a Job after its scheduled time, in minutes since the epoch.
    job: design.kind === "Job" ? design.name : `${design.name}-${Math.floor(at / 60)}`,
    seconds: schedule.minutes * 60 * between(chance, 0.9, 1.1),
    deletedAt: times[number + jobsKept] ?? stage.end + 86_400,
  }));
}

function startTimes(schedule: Schedule, design: WorkloadDesign, stage: Stage): readonly number[] {
  const period = schedule.everyHours * 3600;
  const phase = (schedule.hour * 60 + schedule.minute) * 60;
  const earliest = Math.max(bornAt(design, stage), stage.start - jobsKept * period);
  const times: number[] = [];
  for (let at = Math.ceil((earliest - phase) / period) * period + phase; at < stage.end; at += period) {
    times.push(at);
  }
  return times;
}

function makePod(run: Run, design: WorkloadDesign, stage: Stage): Pod {
  const seedText = `${stage.seed}/${design.namespace}/${design.kind}/${design.name}/${run.at}`;
  const node = stage.nodes[digest(seedText).readUInt32LE(0) % stage.nodes.length];
  if (node === undefined) throw new RangeError("an estate needs at least one node");
  const startedAt = run.at + 5;
  return {
    name: `${run.job}-${suffix(seedText, 5)}`,
    uid: uid(seedText),
    ip: podIp(seedText),
    node,
    owner: { kind: "Job", name: run.job },
    createdAt: run.at,
    startedAt,
    stoppedAt: Math.round(startedAt + run.seconds),
    deletedAt: run.deletedAt,
  };
}
