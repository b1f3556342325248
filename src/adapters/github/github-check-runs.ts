import { createHash } from "node:crypto";
import type { z } from "zod";
import type { CheckAnnotation, CheckReport } from "../../core/model/index.ts";
import type { CheckRuns } from "../../ports/check-runs.ts";
import type { Actor } from "../../ports/conversation.ts";
import { readAnswer } from "./answers.ts";
import { describeRepository, type Known } from "./describe.ts";
import { once } from "./once.ts";
import type { GitHubOptions } from "./options.ts";
import { openSession, type Session } from "./session.ts";
import { checkRunAnswer, checkRunsAnswer } from "./talk-answers.ts";
import { readSelf } from "./who.ts";
import { writeOnce } from "./write-once.ts";

// GitHub's limit for one request, and ours for one check: more are read by nobody.
const perRequest = 50;
const mostAnnotations = 500;

const writing = { doing: "write a check", needs: "Checks: write" };

/** Check runs on one repository. Only an app may write them. */
export function createGitHubCheckRuns(options: GitHubOptions): CheckRuns {
  const session = openSession(options);
  return checkRunsOn(
    session,
    once<Known>(() => describeRepository(session)),
    once<Actor>(() => readSelf(session)),
  );
}

/** The same on a session that others use, too. */
export function checkRunsOn(
  session: Session,
  known: () => Promise<Known>,
  self: () => Promise<Actor>,
): CheckRuns {
  return {
    async report(check, { again } = { again: false }) {
      await report(session, await known(), await self(), { check, again });
    },
  };
}

async function report(
  session: Session,
  known: Known,
  self: Actor,
  { check, again }: { readonly check: CheckReport; readonly again: boolean },
): Promise<void> {
  const fingerprint = createHash("sha256").update(JSON.stringify(check)).digest("hex");
  const latest = await session.attempt(writing, () => findLatest(session, known, self, check));
  if (latest?.external_id === fingerprint && !again) return;
  const batches = inBatches(check.annotations.slice(0, mostAnnotations));
  const [first = [], ...others] = batches;
  // Later requests append annotations, so a run that has some cannot be given others; a new one takes its place.
  const isFresh = latest !== null && latest.output.annotations_count === 0;
  const opening = contentOf(check, first, others.length === 0 ? fingerprint : null);
  const id = isFresh
    ? await update(session, known, latest.id, opening)
    : await create(session, known, self, check, opening);
  for (const [index, batch] of others.entries()) {
    const isLast = index === others.length - 1;
    await update(session, known, id, contentOf(check, batch, isLast ? fingerprint : null));
  }
}

/** Who made a run is told by the app's name: others may use the same name for theirs. */
async function findLatest(
  session: Session,
  { owner, repo }: Known,
  self: Actor,
  { commit, name }: CheckReport,
): Promise<z.infer<typeof checkRunAnswer> | null> {
  const asked = { owner, repo, ref: commit, check_name: name, filter: "latest", per_page: 100 } as const;
  const { data } = await session.client.rest.checks.listForRef(asked);
  const { check_runs: runs } = readAnswer(checkRunsAnswer, data, session.place);
  return runs.find((run) => run.name === name && `${run.app?.slug ?? ""}[bot]` === self.login) ?? null;
}

type Content = ReturnType<typeof contentOf>;

/** `fingerprint` is what tells a later look that nothing is missing; a run without one is not complete. */
function contentOf(check: CheckReport, annotations: readonly CheckAnnotation[], fingerprint: string | null) {
  const isDone = fingerprint !== null && check.conclusion !== null;
  return {
    ...(fingerprint === null ? {} : { external_id: fingerprint }),
    ...(isDone
      ? { status: "completed" as const, conclusion: check.conclusion }
      : { status: "in_progress" as const }),
    output: {
      title: check.title,
      summary: check.summary,
      ...(check.text === null ? {} : { text: check.text }),
      annotations: annotations.map(({ path, line, level, title, message }) => ({
        path,
        start_line: line,
        end_line: line,
        annotation_level: level,
        title,
        message,
      })),
    },
    actions: check.buttons.map(({ id, label, description }) => ({ identifier: id, label, description })),
  };
}

async function create(
  session: Session,
  known: Known,
  self: Actor,
  check: CheckReport,
  content: Content,
): Promise<number> {
  const { owner, repo } = known;
  return writeOnce(
    session,
    writing,
    async () => {
      const place = { owner, repo, name: check.name, head_sha: check.commit };
      const { data } = await session.client.rest.checks.create({ ...place, ...content });
      return readAnswer(checkRunAnswer, data, session.place).id;
    },
    async () => {
      const found = await findLatest(session, known, self, check);
      return found !== null && found.external_id === (content.external_id ?? "") ? found.id : null;
    },
  );
}

async function update(session: Session, known: Known, id: number, content: Content): Promise<number> {
  const { owner, repo } = known;
  await session.attempt(writing, () =>
    // Not repeatable: a request that came through twice would append its annotations twice.
    session.client.rest.checks.update({ owner, repo, check_run_id: id, ...content }),
  );
  return id;
}

function inBatches(annotations: readonly CheckAnnotation[]): readonly (readonly CheckAnnotation[])[] {
  const batches: CheckAnnotation[][] = [];
  for (let from = 0; from < annotations.length; from += perRequest) {
    batches.push(annotations.slice(from, from + perRequest));
  }
  return batches;
}
