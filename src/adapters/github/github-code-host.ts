import type { RepositoryFiles } from "../../core/model/index.ts";
import type { CodeHost } from "../../ports/code-host.ts";
import { createBlockedNames } from "./blocked-names.ts";
import { moveBranch, readBranch } from "./branches.ts";
import { checkDraft, makeCommit } from "./commits.ts";
import { describeRepository, type Known } from "./describe.ts";
import { once } from "./once.ts";
import type { GitHubOptions } from "./options.ts";
import { listPullRequests, openPullRequest, updatePullRequest } from "./pull-requests.ts";
import { readFiles } from "./repository-files.ts";
import { openSession } from "./session.ts";

/**
 * One repository on GitHub. Makes no request yet, and keeps what it read of the repository and its commits for as
 * long as it lives: make a new one for each pass. Throws a PortError when an option cannot be right.
 */
export function createGitHubCodeHost(options: GitHubOptions): CodeHost {
  const session = openSession(options);
  const describe = once<Known>(() => describeRepository(session));
  const names = createBlockedNames();
  const commits = new Map<string, () => Promise<RepositoryFiles>>();
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
    files(commit) {
      const read = commits.get(commit) ?? once(async () => readFiles(session, await describe(), commit));
      // The texts of a whole repository: the base and perhaps one head are enough to keep.
      if (commits.size >= 2 && !commits.has(commit)) commits.clear();
      commits.set(commit, read);
      return read();
    },
    pullRequests: async (headBranch) => listPullRequests(session, await describe(), headBranch),
    async commit(draft) {
      checkDraft(draft);
      const known = await describe();
      // Before anything is written: a commit whose branch cannot be made would be of no use.
      await names.check(session, known);
      return makeCommit(session, known, draft);
    },
    moveBranch: async (name, from, to) => moveBranch(session, await describe(), { name, from, to }),
    openPullRequest: async (draft) => openPullRequest(session, await describe(), draft),
    updatePullRequest: async (number, change) => updatePullRequest(session, await describe(), number, change),
    cost: () => session.meter.cost(),
  };
}
