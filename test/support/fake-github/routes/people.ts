import { json, notFound, Refused, type Reply } from "../http/reply.ts";
import type { Call, RepositoryCall, Routes } from "../http/router.ts";
import { userJson } from "../json/user-json.ts";
import type { Role } from "../state/world.ts";

export const peopleRoutes: Routes = {
  anywhere: {
    "GET /user": (call) => {
      const { actor } = call;
      if (actor.kind !== "user") throw new Refused(403, "Resource not accessible by integration");
      return json(200, fullUser(call, actor.login));
    },
    "GET /users/{username}": (call) => {
      const login = call.params["username"] ?? "";
      if (call.world.goneLogins.has(login) || isUnknownBot(call, login)) throw notFound();
      return json(200, fullUser(call, login));
    },
  },
  inRepository: {
    "GET /repos/{owner}/{repo}/collaborators/{username}/permission": permission,
  },
};

/** `permission` knows four levels; `role_name` tells the six roles and an organization's own. */
function permission(call: RepositoryCall): Reply {
  const login = call.params["username"] ?? "";
  if (login.endsWith("[bot]") || call.world.goneLogins.has(login)) {
    throw new Refused(404, `${login} is not a user`);
  }
  const { repository } = call;
  const isOwner = login.toLowerCase() === repository.owner.toLowerCase();
  const stranger: Role = { base: isOwner ? "admin" : repository.isPrivate ? "none" : "read" };
  const role = repository.roles.get(login.toLowerCase()) ?? stranger;
  const { base } = role;
  const coarse = base === "maintain" ? "write" : base === "triage" ? "read" : base;
  const user = { ...userJson(call, login), role_name: role.custom ?? base };
  const known = { permission: coarse, role_name: role.custom ?? base, user };
  return json(200, known);
}

function fullUser(call: Call, login: string) {
  const since = "2020-01-01T00:00:00Z";
  return { ...userJson(call, login), name: login, created_at: since, updated_at: since };
}

function isUnknownBot(call: Call, login: string): boolean {
  return (
    login.endsWith("[bot]") && ![...call.world.apps.values()].some((each) => `${each.slug}[bot]` === login)
  );
}
