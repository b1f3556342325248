import { loginOf } from "../http/actor.ts";
import type { Call } from "../http/router.ts";
import { makeCommit } from "../state/commits.ts";
import { isAncestor } from "../state/git-history.ts";
import { type TreeEdit, zeroOid } from "../state/git-repository.ts";
import { isWellFormedReference, moveReferences, referenceInTheWay } from "../state/references.ts";
import { findRepository, type Repository } from "../state/world.ts";
import { graphqlError } from "./errors.ts";
import { type Input, repositoryOf, writable } from "./mutating.ts";
import { commitNode, referenceNode } from "./nodes.ts";

interface RefUpdate {
  readonly name: string;
  readonly afterOid: string;
  readonly beforeOid?: string | null;
  readonly force?: boolean | null;
}

interface CommitInput {
  readonly branch: { readonly repositoryNameWithOwner?: string; readonly branchName?: string };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string | null };
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[];
    readonly deletions?: readonly { readonly path: string }[];
  };
}

export const gitMutations = {
  async updateRefs({ input }: Input<{ repositoryId: string; refUpdates: readonly RefUpdate[] }>, call: Call) {
    const repository = writable(call, "updateRefs", repositoryOf(call, input.repositoryId));
    for (const update of input.refUpdates) await checkUpdate(repository, update);
    const moves = input.refUpdates.map(({ name, afterOid, beforeOid }) => ({
      ref: name,
      to: afterOid === zeroOid ? null : afterOid,
      ...(beforeOid == null ? {} : { from: beforeOid === zeroOid ? null : beforeOid }),
    }));
    if (!(await moveReferences(call.world, repository, moves, loginOf(call.actor)))) {
      const name = input.refUpdates[0]?.name ?? "";
      throw graphqlError("STALE_DATA", `Reference update failed: ${name} is not at the expected commit.`);
    }
    return { clientMutationId: input.clientMutationId };
  },

  async createRef({ input }: Input<{ repositoryId: string; name: string; oid: string }>, call: Call) {
    const repository = writable(call, "createRef", repositoryOf(call, input.repositoryId));
    if (!isWellFormedReference(input.name)) {
      throw graphqlError("UNPROCESSABLE", `${input.name} is not a valid ref name.`);
    }
    await checkPlace(repository, input.name);
    const move = { ref: input.name, from: null, to: input.oid };
    const created = await moveReferences(call.world, repository, [move], loginOf(call.actor));
    if (!created) {
      const message = `A ref named "${input.name}" already exists in the repository.`;
      throw graphqlError("UNPROCESSABLE", message);
    }
    const ref = await referenceNode(call, repository, input.name);
    return { clientMutationId: input.clientMutationId, ref };
  },

  async createCommitOnBranch({ input }: Input<CommitInput>, call: Call) {
    const [owner = "", name = ""] = (input.branch.repositoryNameWithOwner ?? "").split("/");
    const found = findRepository(call.world, owner, name);
    const repository = writable(call, "createCommitOnBranch", found);
    const ref = `refs/heads/${(input.branch.branchName ?? "").replace(/^refs\/heads\//, "")}`;
    const head = await repository.git.readRef(ref);
    if (head === null) throw graphqlError("NOT_FOUND", `Branch ${ref} does not exist`);
    const { headline, body } = input.message;
    const sha = await makeCommit(call.world, repository, {
      tree: await repository.git.writeTree(head, await editsOf(repository, input)),
      parents: [head],
      message: body ? `${headline}\n\n${body}` : headline,
      login: loginOf(call.actor),
      sign: true,
    });
    const move = { ref, from: input.expectedHeadOid, to: sha };
    if (
      head !== input.expectedHeadOid ||
      !(await moveReferences(call.world, repository, [move], loginOf(call.actor)))
    ) {
      const message = `Expected branch to point to "${input.expectedHeadOid}" but it did not. Pull and try again.`;
      throw graphqlError("STALE_DATA", message);
    }
    return {
      clientMutationId: input.clientMutationId,
      commit: await commitNode(call, repository, sha),
      ref: await referenceNode(call, repository, ref),
    };
  },
};

async function checkUpdate(repository: Repository, update: RefUpdate): Promise<void> {
  const { name, afterOid, force } = update;
  if (!isWellFormedReference(name)) {
    throw graphqlError("UNPROCESSABLE", `${name} is not a valid ref name.`);
  }
  if (afterOid === zeroOid) return;
  await checkPlace(repository, name);
  if ((await repository.git.typeOf(afterOid)) !== "commit") {
    throw graphqlError("UNPROCESSABLE", `Object ${afterOid} does not exist`);
  }
  const current = await repository.git.readRef(name);
  if (force === true || current === null || update.beforeOid === zeroOid) return;
  if (!(await isAncestor(repository.git, current, afterOid))) {
    throw graphqlError("UNPROCESSABLE", `${name} cannot be updated: not a fast-forward.`);
  }
}

async function checkPlace(repository: Repository, name: string): Promise<void> {
  const other = await referenceInTheWay(repository, name);
  if (other === null) return;
  throw graphqlError(
    "UNPROCESSABLE",
    `Cannot lock ref '${name}': '${other}' exists; cannot create '${name}'`,
  );
}

/** Always mode 100644, and deleting what is not there aborts. */
async function editsOf(repository: Repository, input: CommitInput): Promise<TreeEdit[]> {
  const edits: TreeEdit[] = [];
  for (const { path, contents } of input.fileChanges?.additions ?? []) {
    const sha = await repository.git.writeBlob(Buffer.from(contents, "base64"));
    edits.push({ path, mode: "100644", sha });
  }
  for (const { path } of input.fileChanges?.deletions ?? []) {
    if ((await repository.git.entryAt(input.expectedHeadOid, path)) === null) {
      throw graphqlError("UNPROCESSABLE", `A path was requested for deletion which does not exist: ${path}`);
    }
    edits.push({ path, mode: "100644", sha: null });
  }
  return edits;
}
