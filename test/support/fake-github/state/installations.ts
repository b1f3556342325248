import {
  existingRepository as existing,
  happen,
  type Installation,
  type Permissions,
  type World,
} from "./world.ts";

export interface InstallOrder {
  readonly account: string;
  readonly permissions?: Permissions;
  /** Full names; all of the account without it. */
  readonly repositories?: readonly string[];
  readonly by?: string;
}

/** Puts an app on an account. */
export function install(world: World, app: { readonly appId: number }, order: InstallOrder): Installation {
  const { account, repositories, by = "octocat" } = order;
  const permissions = order.permissions ?? world.apps.get(app.appId)?.permissions ?? {};
  const installation: Installation = {
    id: world.nextId(),
    appId: app.appId,
    account,
    permissions,
    repositories: idsOf(world, repositories),
    suspended: false,
  };
  world.installations.set(installation.id, installation);
  happen(world, { event: "installation", action: "created", installation, sender: by });
  return installation;
}

export function suspend(world: World, installation: Installation, suspended: boolean, sender: string): void {
  installation.suspended = suspended;
  const action = suspended ? "suspend" : "unsuspend";
  happen(world, { event: "installation", action, installation, sender });
}

/** Its tokens are worth nothing from now on. */
export function uninstall(world: World, installation: Installation, sender: string): void {
  world.installations.delete(installation.id);
  for (const token of world.tokens.values()) {
    if (token.installation === installation) world.tokens.delete(token.value);
  }
  happen(world, { event: "installation", action: "deleted", installation, sender });
}

/** An owner grants what the app asked for meanwhile; tokens that are out keep what they had. */
export function acceptPermissions(
  world: World,
  installation: Installation,
  permissions: Permissions,
  sender: string,
): void {
  installation.permissions = permissions;
  happen(world, { event: "installation", action: "new_permissions_accepted", installation, sender });
}

/** Adds repositories to a selection, or takes them away. */
export function select(
  world: World,
  installation: Installation,
  action: "added" | "removed",
  names: readonly string[],
  sender: string,
): void {
  const changed = names.map((name) => existing(world, name));
  const ids = changed.map((each) => each.id);
  const before = installation.repositories ?? ownIds(world, installation);
  installation.repositories =
    action === "added" ? [...before, ...ids] : before.filter((id) => !ids.includes(id));
  happen(world, {
    event: "installation_repositories",
    ...{ action, installation, repositories: changed, sender },
  });
}

export function idsOf(world: World, names: readonly string[] | undefined): readonly number[] | null {
  return names === undefined ? null : names.map((name) => existing(world, name).id);
}

function ownIds(world: World, installation: Installation): number[] {
  const account = installation.account.toLowerCase();
  return [...world.repositories.values()]
    .filter((each) => each.owner.toLowerCase() === account)
    .map((each) => each.id);
}
