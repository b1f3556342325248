import { randomBytes } from "node:crypto";
import { grants } from "../http/permissions.ts";
import { json, notFound, Refused } from "../http/reply.ts";
import type { Call, RepositoryCall, Routes } from "../http/router.ts";
import { appJson } from "../json/app-json.ts";
import { repositoryJson } from "../json/repository-json.ts";
import { userJson } from "../json/user-json.ts";
import { type App, type Installation, type Permissions, stamp, type World } from "../state/world.ts";

const tokenLifetime = 60 * 60 * 1000;

export const appRoutes: Routes = {
  anywhere: {
    "GET /app": (call) => json(200, appJson(call, appOf(call))),
    "GET /app/installations": (call) =>
      json(
        200,
        [...call.world.installations.values()]
          .filter((each) => each.appId === appOf(call).id)
          .map((each) => installationJson(call, each)),
      ),
    "GET /app/installations/{installation_id}": (call) =>
      json(200, installationJson(call, installationOf(call))),
    "POST /app/installations/{installation_id}/access_tokens": mintToken,
    "GET /installation/repositories": (call) => {
      const visible = [...call.world.repositories.values()].filter(
        (each) =>
          call.actor.kind === "installation" &&
          each.owner === call.actor.installation?.account &&
          (call.actor.repositories === null || call.actor.repositories.includes(each.id)),
      );
      const repositories = visible.map((each) => repositoryJson(call, each));
      const known = { total_count: repositories.length, repositories };
      return json(200, known);
    },
  },
  inRepository: {
    "GET /repos/{owner}/{repo}/installation": (call: RepositoryCall) => {
      const found = [...call.world.installations.values()].find(
        (each) =>
          each.appId === appOf(call).id &&
          each.account.toLowerCase() === call.repository.owner.toLowerCase() &&
          (each.repositories === null || each.repositories.includes(call.repository.id)),
      );
      if (found === undefined) throw notFound();
      const known = installationJson(call, found);
      return json(200, known);
    },
  },
};

function appOf(call: Call): App {
  if (call.actor.kind !== "app") throw new Refused(401, "A JSON web token could not be decoded");
  return call.actor.app;
}

function installationOf(call: Call): Installation {
  const found = call.world.installations.get(Number(call.params["installation_id"]));
  if (found === undefined || found.appId !== appOf(call).id) throw notFound();
  return found;
}

function mintToken(call: Call) {
  const installation = installationOf(call);
  if (installation.suspended) throw new Refused(403, "This installation has been suspended");
  const wanted = call.body["permissions"] as Permissions | undefined;
  for (const [name, level] of Object.entries(wanted ?? {})) {
    if (!grants(installation.permissions, `${name}:${level}`)) {
      throw new Refused(422, "The permissions requested are not granted to this installation.");
    }
  }
  const repositories = chosenRepositories(call, installation);
  const permissions = wanted ?? installation.permissions;
  const slug = call.world.apps.get(installation.appId)?.slug ?? "app";
  // Nobody may rely on the length of a token.
  const value = `ghs_${randomBytes(24 + (call.world.nextId() % 40)).toString("hex")}`;
  const expiresAt = call.world.now().getTime() + tokenLifetime;
  const login = `${slug}[bot]`;
  call.world.tokens.set(value, { value, login, installation, permissions, repositories, expiresAt });
  return json(201, {
    token: value,
    expires_at: stamp(new Date(expiresAt)),
    permissions: { metadata: "read", ...permissions },
    repository_selection: repositories === null ? "all" : "selected",
  });
}

/** Ids of the repositories that the token is for; null when it is for all of the installation. */
function chosenRepositories(call: Call, installation: Installation): readonly number[] | null {
  const owned = [...call.world.repositories.values()].filter(
    (each) =>
      each.owner.toLowerCase() === installation.account.toLowerCase() &&
      (installation.repositories === null || installation.repositories.includes(each.id)),
  );
  const names = call.body["repositories"] as readonly string[] | undefined;
  const ids = call.body["repository_ids"] as readonly number[] | undefined;
  if (names === undefined && ids === undefined) return installation.repositories;
  const wanted: readonly (string | number)[] = [...(names ?? []), ...(ids ?? [])];
  return wanted.map((each) => {
    const found = owned.find((repository) => repository.id === each || repository.name === each);
    if (found === undefined) {
      throw new Refused(
        422,
        "There is at least one repository that does not exist or is not accessible to the parent installation.",
      );
    }
    return found.id;
  });
}

function installationJson(call: Call, installation: Installation) {
  const url = `${call.apiUrl}/app/installations/${installation.id}`;
  const now = stamp(call.world.now());
  return {
    id: installation.id,
    app_id: installation.appId,
    app_slug: slugOf(call.world, installation),
    account: userJson(call, installation.account, "Organization"),
    target_type: "Organization",
    repository_selection: installation.repositories === null ? "all" : "selected",
    permissions: { metadata: "read", ...installation.permissions },
    events: call.world.apps.get(installation.appId)?.events ?? [],
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${call.apiUrl}/installation/repositories`,
    html_url: `${call.webUrl}/organizations/${installation.account}/settings/installations/${installation.id}`,
    created_at: now,
    updated_at: now,
    suspended_at: installation.suspended ? now : null,
    suspended_by: null,
  };
}

function slugOf(world: World, installation: Installation): string {
  return world.apps.get(installation.appId)?.slug ?? "";
}
