import { randomBytes } from "node:crypto";
import { countedPage, page } from "../http/pages.ts";
import { grants } from "../http/permissions.ts";
import { json, notFound, Refused } from "../http/reply.ts";
import type { Call, RepositoryCall, Routes } from "../http/router.ts";
import { appJson } from "../json/app-json.ts";
import { installationJson } from "../json/installation-json.ts";
import { repositoryJson } from "../json/repository-json.ts";
import { suspend, uninstall } from "../state/installations.ts";
import { type App, type Installation, type Permissions, type Repository, stamp } from "../state/world.ts";

const tokenLifetime = 60 * 60 * 1000;

export const appRoutes: Routes = {
  anywhere: {
    "GET /app": (call) => json(200, appJson(call, appOf(call))),
    "GET /app/installations": (call) => {
      const own = [...call.world.installations.values()].filter((each) => each.appId === appOf(call).id);
      return page(call, own, "/app/installations", (each) => installationJson(call, each));
    },
    "DELETE /app/installations/{installation_id}": (call) => {
      uninstall(call.world, installationOf(call), `${appOf(call).slug}[bot]`);
      return { status: 204 };
    },
    "PUT /app/installations/{installation_id}/suspended": (call) => {
      suspend(call.world, installationOf(call), true, `${appOf(call).slug}[bot]`);
      return { status: 204 };
    },
    "DELETE /app/installations/{installation_id}/suspended": (call) => {
      suspend(call.world, installationOf(call), false, `${appOf(call).slug}[bot]`);
      return { status: 204 };
    },
    "DELETE /installation/token": (call) => {
      if (call.actor.kind !== "installation") throw new Refused(403, "Resource not accessible");
      call.world.tokens.delete(call.actor.token);
      return { status: 204 };
    },
    "GET /app/installations/{installation_id}": (call) =>
      json(200, installationJson(call, installationOf(call))),
    "POST /app/installations/{installation_id}/access_tokens": mintToken,
    "GET /installation/repositories": (call) => {
      const visible = [...call.world.repositories.values()].filter((each) => isInstalledOn(call, each));
      const path = "/installation/repositories";
      return countedPage(call, "repositories", visible, path, (each) => repositoryJson(call, each));
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

function isInstalledOn({ actor }: Call, repository: Repository): boolean {
  return (
    actor.kind === "installation" &&
    actor.installation?.account.toLowerCase() === repository.owner.toLowerCase() &&
    (actor.repositories?.includes(repository.id) ?? true)
  );
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
