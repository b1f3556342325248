import type { RepositoryFacts } from "../../ports/code-host.ts";
import { readAnswer, repositoryAnswer } from "./answers.ts";
import type { Session } from "./session.ts";

/** Facts, and what further requests need: the current owner and name, which a rename changes. */
export interface Known extends RepositoryFacts {
  readonly owner: string;
  readonly repo: string;
  readonly nodeId: string;
}

export async function describeRepository(session: Session): Promise<Known> {
  const [owner = "", repo = ""] = session.place.fullName.split("/");
  const attempt = { doing: "read the repository", needs: "Metadata: read" };
  const answer = await session.attempt(attempt, async () => {
    const { data } = await session.client.rest.repos.get({ owner, repo });
    return readAnswer(repositoryAnswer, data, session.place);
  });
  return {
    fullName: answer.full_name,
    defaultBranch: answer.default_branch,
    archived: answer.archived,
    owner: answer.owner.login,
    repo: answer.name,
    nodeId: answer.node_id,
  };
}
