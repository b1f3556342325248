import type { CommitDraft, NewCommit } from "../../ports/code-host.ts";
import { PortError } from "../../ports/port-error.ts";
import { newCommitAnswer, newTreeAnswer, readAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import { isSafePath } from "./safe-path.ts";
import type { Session } from "./session.ts";

/**
 * Tree on top of the parent's, with the changed files only, and a commit without author or committer: that is what
 * makes GitHub sign it in an app's name.
 */
export async function makeCommit(session: Session, known: Known, draft: CommitDraft): Promise<NewCommit> {
  const { owner, repo } = known;
  // Objects that nothing points at yet: made twice, one of them is simply never used.
  const request = { repeatable: true };
  const attempt = { doing: "write the changed files", needs: "Contents: write" };
  return session.attempt(attempt, async () => {
    const treeMade = await session.client.rest.git.createTree({
      owner,
      repo,
      request,
      base_tree: draft.parent.tree,
      tree: draft.files.map((file) => ({
        path: file.path,
        mode: file.executable ? "100755" : "100644",
        type: "blob",
        content: file.content,
      })),
    });
    const tree = readAnswer(newTreeAnswer, treeMade.data, session.place);
    if (tree.sha === draft.parent.tree) {
      throw new PortError("github", "rejected", "the commit would change nothing");
    }
    const commitMade = await session.client.rest.git.createCommit({
      owner,
      repo,
      request,
      message: draft.message(tree.sha),
      tree: tree.sha,
      parents: [draft.parent.commit],
    });
    const commit = readAnswer(newCommitAnswer, commitMade.data, session.place);
    // Rules that ask for signatures would stop its merge; better now than when somebody wants to merge.
    if (session.place.credential === "app" && !commit.verification.verified && !session.allowsUnverified) {
      const line =
        "GitHub did not sign the app's commit, so people could not tell it from anybody's; where commits are not signed, set OPTPASS_ALLOW_UNVERIFIED=true";
      throw new PortError("github", "rejected", line);
    }
    return { commit: commit.sha, tree: tree.sha, verified: commit.verification.verified };
  });
}

/** Throws a PortError for files that must not be written, whatever GitHub would say. */
export function checkDraft(draft: CommitDraft): void {
  for (const file of draft.files) checkFile(file);
}

function checkFile(file: CommitDraft["files"][number]): void {
  if (!isSafePath(file.path)) {
    throw new PortError("github", "rejected", "a changed file has a path that cannot be written");
  }
  // GitHub takes these only from apps that may rewrite workflows, which OptPass must never be.
  if (/^\.github\/workflows\//i.test(file.path)) {
    throw new PortError("github", "rejected", `${file.path} is a workflow, which is never changed`);
  }
  // Half a surrogate pair becomes another character in JSON, so the file would not hold what was decided.
  if (/\p{Surrogate}/u.test(file.content)) {
    throw new PortError("github", "rejected", `the new text of ${file.path} is not valid Unicode`);
  }
}
