import type { CodeHost } from "../../ports/code-host.ts";
import type { Actor } from "../../ports/conversation.ts";
import { createBlockedNames } from "./blocked-names.ts";
import { deleteBranch, moveBranch, readBranch } from "./branches.ts";
import { listChangedPaths, listPullRequestsAt } from "./changed-paths.ts";
import { checkDraft, makeCommit } from "./commits.ts";
import { describeRepository, type Known } from "./describe.ts";
import { readFilesAt } from "./files-at.ts";
import { listCommitsBetween, readCommit } from "./history.ts";
import { type Once, once } from "./once.ts";
import type { GitHubOptions } from "./options.ts";
import { readOverview } from "./overview.ts";
import { changeLabels, mergeWhenReady, readCloser, setState } from "./pull-request-state.ts";
import {
  findPullRequests,
  listPullRequests,
  openPullRequest,
  readPullRequest,
  updatePullRequest,
} from "./pull-requests.ts";
import { readFiles } from "./repository-files.ts";
import { readOneReview, readReviews } from "./review.ts";
import { openSession, type Session } from "./session.ts";
import { readSelf } from "./who.ts";

/**
 * One repository on GitHub. Makes no request yet, and keeps what it read of the repository and its commits for as
 * long as it lives: make a new one for each pass. Throws a PortError when an option cannot be right.
 */
export function createGitHubCodeHost(options: GitHubOptions): CodeHost {
  const session = openSession(options);
  return codeHostOn(
    session,
    once<Known>(() => describeRepository(session)),
    () => readSelf(session),
  );
}

/** The same on a session that others use, too. */
export function codeHostOn(session: Session, describe: Once<Known>, self: () => Promise<Actor>): CodeHost {
  const names = createBlockedNames();
  return {
    async describe() {
      const { fullName, defaultBranch, archived } = await describe();
      return { fullName, defaultBranch, archived };
    },
    async branch(name) {
      const tip = await readBranch(session, await describe(), name);
      if (tip === null) names.expect(name);
      return tip;
    },
    files: async (commit) => readFiles(session, await describe(), commit),
    filesAt: async (commit, paths) => readFilesAt(session, await describe(), commit, paths),
    commitAt: async (commit) => readCommit(session, await describe(), commit),
    commitsBetween: async (base, head) => listCommitsBetween(session, await describe(), base, head),
    pullRequests: async (headBranch) => listPullRequests(session, await describe(), headBranch),
    openPullRequests: async (prefixes) =>
      findPullRequests(session, await describe(), { prefixes, since: null }),
    endedPullRequests: async (prefixes, since) =>
      findPullRequests(session, await describe(), { prefixes, since }),
    async overview(wanted) {
      // Only an app knows who it is without asking.
      const isApp = session.place.credential === "app";
      const { known, overview } = await readOverview(session, wanted, isApp ? await self() : null);
      describe.know(known);
      return overview;
    },
    pullRequest: async (number) => readPullRequest(session, await describe(), number),
    changedPaths: async (number) => listChangedPaths(session, await describe(), number),
    openPullRequestsAt: async (commit) => listPullRequestsAt(session, await describe(), commit),
    review: async (number) => readOneReview(session, await describe(), number),
    reviews: async (numbers) => readReviews(session, await describe(), numbers),
    closer: async (number) => readCloser(session, await describe(), number),
    async commit(draft) {
      checkDraft(draft);
      const known = await describe();
      // Before anything is written: a commit whose branch cannot be made would be of no use.
      await names.check(session, known);
      return makeCommit(session, known, draft);
    },
    moveBranch: async (name, from, to) => moveBranch(session, await describe(), { name, from, to }),
    deleteBranch: async (name, from) => deleteBranch(session, await describe(), name, from),
    openPullRequest: async (draft) => openPullRequest(session, await describe(), draft),
    updatePullRequest: async (number, change) => updatePullRequest(session, await describe(), number, change),
    closePullRequest: async (number) => setState(session, await describe(), number, "closed"),
    reopenPullRequest: async (number) => setState(session, await describe(), number, "open"),
    labelPullRequest: async (number, change) => changeLabels(session, await describe(), number, change),
    mergeWhenReady: async (number, commit) => mergeWhenReady(session, await describe(), number, commit),
    cost: () => session.meter.cost(),
  };
}
