import { loginOf } from "../http/actor.ts";
import { json, notFound, Refused } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { nodeId } from "../json/node-id.ts";
import { isAncestor } from "../state/git-history.ts";
import {
  isWellFormedReference,
  moveReferences,
  referenceInTheWay,
  visibleReference,
} from "../state/references.ts";
import { fullName } from "../state/world.ts";

export const gitReferenceRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/git/ref/{ref}": async (call) => {
      const ref = `refs/${call.params["ref"]}`;
      const sha = await visibleReference(call.repository, ref);
      if (sha === null) throw notFound();
      return json(200, referenceJson(call, ref, sha));
    },
    "GET /repos/{owner}/{repo}/git/matching-refs/{ref}": async (call) => {
      const refs = await call.repository.git.listRefs(`refs/${call.params["ref"]}`);
      return json(
        200,
        refs.map((each) => referenceJson(call, each.ref, each.sha)),
      );
    },
    "POST /repos/{owner}/{repo}/git/refs": createReference,
    "PATCH /repos/{owner}/{repo}/git/refs/{ref}": updateReference,
    "DELETE /repos/{owner}/{repo}/git/refs/{ref}": async (call) => {
      const ref = `refs/${call.params["ref"]}`;
      if ((await call.repository.git.readRef(ref)) === null) {
        throw new Refused(422, "Reference does not exist");
      }
      await moveReferences(call.world, call.repository, [{ ref, to: null }], loginOf(call.actor));
      return { status: 204 };
    },
  },
};

async function createReference(call: RepositoryCall) {
  const ref = String(call.body["ref"]);
  const sha = String(call.body["sha"]);
  if (!isWellFormedReference(ref)) throw new Refused(422, `${ref} is not a valid ref name.`);
  if ((await call.repository.git.typeOf(sha)) !== "commit") throw new Refused(422, "Object does not exist");
  if ((await referenceInTheWay(call.repository, ref)) !== null) {
    throw new Refused(422, "Reference update failed");
  }
  if (
    !(await moveReferences(call.world, call.repository, [{ ref, from: null, to: sha }], loginOf(call.actor)))
  ) {
    throw new Refused(422, "Reference already exists");
  }
  return json(201, referenceJson(call, ref, sha));
}

async function updateReference(call: RepositoryCall) {
  const ref = `refs/${call.params["ref"]}`;
  const sha = String(call.body["sha"]);
  const old = await call.repository.git.readRef(ref);
  if (old === null) throw new Refused(422, "Reference does not exist");
  if ((await call.repository.git.typeOf(sha)) !== "commit") throw new Refused(422, "Object does not exist");
  if (call.body["force"] !== true && !(await isAncestor(call.repository.git, old, sha))) {
    throw new Refused(422, "Update is not a fast forward");
  }
  await moveReferences(call.world, call.repository, [{ ref, to: sha }], loginOf(call.actor));
  return json(200, referenceJson(call, ref, sha));
}

function referenceJson(call: RepositoryCall, ref: string, sha: string) {
  const url = `${call.apiUrl}/repos/${fullName(call.repository)}/git`;
  return {
    ref,
    node_id: nodeId.reference(call.repository.id, ref),
    url: `${url}/${ref}`,
    object: { sha, type: "commit", url: `${url}/commits/${sha}` },
  };
}
