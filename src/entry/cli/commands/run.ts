import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { handleJob, type JobLease } from "../../../app/job-handlers.ts";
import { openRepository, type RepositoryPorts } from "../../../app/open-repository.ts";
import { repositoryJobs } from "../../../app/repository-jobs.ts";
import type { Tended } from "../../../app/tend-repository.ts";
import type { Job as RepositoryJob } from "../../../core/jobs/index.ts";
import { PortError } from "../../../ports/port-error.ts";
import { inJob, type Job } from "../github-job.ts";
import { openGitHub, readCredentials } from "../options/github-flags.ts";
import { openRecorder } from "../options/open-recorder.ts";
import { readOperatorFile } from "../options/operator-file.ts";
import { progressLine } from "../output/progress-line.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { reportTended } from "./report-tended.ts";
import { addTendOptions, type TendFlags, tendSettings } from "./tend-settings.ts";

export function runCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("run")
    .description("one pass of the server over a repository, for a GitHub Action or a cron job")
    .addArgument(new Argument("<owner/repo>", "repository on GitHub"))
    .addHelpText(
      "after",
      `
Credentials come from the environment, as with \`optpass pr\`. In GitHub Actions, a summary is added to the page of the run,
and what is wrong shows as annotations.`,
    );
  return addTendOptions(command).action((repository, flags) =>
    inJob(streams, (job) => run(repository, flags, streams, job)),
  );
}

async function run(repository: string, flags: TendFlags, streams: Streams, job: Job): Promise<void> {
  const { environment } = streams;
  const operator = readOperatorFile(flags, streams);
  const line = progressLine(streams.stderr);
  const ports = await openGitHub(repository, flags.githubUrl, environment, (seconds, why) => {
    line.clear();
    streams.stderr.write(`${why}: waiting ${Math.ceil(seconds)} seconds.\n`);
  });
  if (operator?.allows(repository) === false)
    throw new UsageError(`${repository} is none of the repositories that the operator's file lists`);
  const context = { auth: readCredentials(environment), operator, progress: line.progress };
  const settings = await tendSettings(flags, context, streams);
  const recording = await openRecorder(repository, flags, streams);
  try {
    const tended = await passAlone(repository, { ...ports, recorder: recording.recorder }, settings);
    line.clear();
    reportTended(tended, { repository, cost: ports.host.cost() }, streams, job);
  } finally {
    line.clear();
    await recording.close();
  }
}

/** The job that a server does by the clock, where nobody else works on the repository. */
async function passAlone(
  repository: string,
  ports: RepositoryPorts,
  settings: Awaited<ReturnType<typeof tendSettings>>,
): Promise<Tended> {
  const ends: Tended[] = [];
  const found: RepositoryJob[] = [];
  const lease: JobLease = { check: async () => {}, also: async (more) => void found.push(...more) };
  const jobs = repositoryJobs({
    // Whoever runs it again knows when; nothing here does.
    open: () => openRepository(repository, ports, { ...settings, nextPass: () => null }, lease.also),
    finished(_, tended) {
      ends.push(tended);
      return { did: tended.kind, nextPass: null };
    },
  });
  await jobs.pass({ kind: "pass", repository, why: "schedule" }, lease);
  for (const job of found) await handleJob(jobs, job, lease);
  const tended = ends.at(-1);
  if (tended === undefined)
    throw new PortError("github", "conflict", `the pass over ${repository} did nothing`);
  return tended;
}
