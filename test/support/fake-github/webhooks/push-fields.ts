import type { Viewpoint } from "../http/router.ts";
import { commitsOf, diffFiles } from "../state/git-history.ts";
import type { Identity } from "../state/git-repository.ts";
import { zeroOid } from "../state/git-repository.ts";
import type { Happening } from "../state/happening.ts";
import { fullName, type Repository } from "../state/world.ts";

type Fields = Readonly<Record<string, unknown>>;

/** GitHub names so many commits of a push at most. */
const mostCommits = 2048;

export async function pushFields(
  view: Viewpoint,
  { repository, ref, before, after, forced, sender }: Extract<Happening, { readonly event: "push" }>,
): Promise<Fields> {
  const commits = after === null ? [] : await commitsPushed(view, repository, before, after);
  const web = `${view.webUrl}/${fullName(repository)}`;
  const [from, to] = [before ?? zeroOid, after ?? zeroOid];
  const head = commits.at(-1) ?? (after === null ? null : await commitFields(view, repository, after));
  return {
    ref,
    before: from,
    after: to,
    base_ref: null,
    ...{ created: before === null, deleted: after === null, forced },
    compare: `${web}/compare/${from.slice(0, 12)}...${to.slice(0, 12)}`,
    commits,
    head_commit: head,
    pusher: { name: sender, email: `${sender}@users.noreply.github.com` },
  };
}

async function commitsPushed(
  view: Viewpoint,
  repository: Repository,
  before: string | null,
  after: string,
): Promise<Fields[]> {
  const range = before === null ? after : `${before}..${after}`;
  const shas = (await commitsOf(repository.git, range, mostCommits)).reverse();
  return Promise.all(shas.map((sha) => commitFields(view, repository, sha)));
}

async function commitFields(view: Viewpoint, repository: Repository, sha: string): Promise<Fields> {
  const commit = await repository.git.readCommit(sha);
  const [parent] = commit.parents;
  const files = parent === undefined ? [] : await diffFiles(repository.git, parent, sha);
  const paths = (status: string): string[] =>
    files.filter((each) => each.status === status).map((each) => each.path);
  return {
    id: sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${view.webUrl}/${fullName(repository)}/commit/${sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    ...{ added: paths("added"), removed: paths("removed"), modified: paths("modified") },
  };
}

function person({ name, email }: Identity): Fields {
  return { name, email, username: name };
}
