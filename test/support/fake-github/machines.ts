import { generateKeyPairSync, randomBytes } from "node:crypto";
import {
  acceptPermissions,
  type InstallOrder,
  idsOf,
  install,
  select,
  suspend,
  uninstall,
} from "./state/installations.ts";
import type { Installation, Permissions, World } from "./state/world.ts";

export interface TokenOrder {
  readonly login?: string;
  readonly permissions?: Permissions;
  /** Full names; all without it. */
  readonly repositories?: readonly string[];
}

export interface AppOrder {
  readonly account: string;
  readonly slug?: string;
  readonly permissions?: Permissions;
  readonly repositories?: readonly string[];
  /** Webhook events that it subscribes to; without it, all that the fake emits. */
  readonly events?: readonly string[];
}

export interface AppCredentials {
  readonly appId: number;
  readonly privateKey: string;
  readonly installationId: number;
  readonly installation: Installation;
}

const usualPermissions: Permissions = { contents: "write", pull_requests: "write" };

const usualEvents = [
  "issue_comment",
  "issues",
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
  "merge_group",
  "check_run",
  "push",
  "repository",
];

/** What signs in without a person: tokens and apps. */
export function machines(world: World) {
  return {
    /** A fine-grained token of a person; without `permissions` it may write contents and pull requests. */
    personalToken(order: TokenOrder = {}): string {
      const value = `github_pat_${randomBytes(30).toString("hex")}`;
      world.tokens.set(value, {
        value,
        login: order.login ?? "octocat",
        installation: null,
        permissions: order.permissions ?? usualPermissions,
        repositories: idsOf(world, order.repositories),
        expiresAt: Number.POSITIVE_INFINITY,
      });
      return value;
    },

    createApp(order: AppOrder): AppCredentials {
      const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const { slug = "optpass", permissions = usualPermissions, events = usualEvents } = order;
      const id = world.nextId();
      world.apps.set(id, { id, slug, publicKey: pair.publicKey, permissions, events });
      const { account, repositories } = order;
      const installation = install(world, { appId: id }, { account, ...(repositories && { repositories }) });
      // GitHub hands out PKCS #1.
      const privateKey = pair.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
      return { appId: id, privateKey, installationId: installation.id, installation };
    },

    /** The token that a job of GitHub Actions has: of an installation of GitHub's own app, for one repository. */
    actionsToken(fullName: string, permissions: Permissions): string {
      const [account = ""] = fullName.split("/");
      const app = this.createApp({ account, slug: "github-actions", permissions, repositories: [fullName] });
      const value = `ghs_${randomBytes(18).toString("hex")}`;
      world.tokens.set(value, {
        value,
        login: "github-actions[bot]",
        installation: app.installation,
        permissions,
        repositories: idsOf(world, [fullName]),
        expiresAt: Number.POSITIVE_INFINITY,
      });
      return value;
    },

    /** Another account takes the app. */
    install(app: { readonly appId: number }, order: InstallOrder): Installation {
      return install(world, app, order);
    },

    suspendInstallation(installation: Installation, suspended = true, by = "octocat"): void {
      suspend(world, installation, suspended, by);
    },

    uninstall(installation: Installation, by = "octocat"): void {
      uninstall(world, installation, by);
    },

    acceptPermissions(installation: Installation, permissions: Permissions, by = "octocat"): void {
      acceptPermissions(world, installation, permissions, by);
    },

    selectRepositories(
      installation: Installation,
      action: "added" | "removed",
      names: readonly string[],
      by = "octocat",
    ): void {
      select(world, installation, action, names, by);
    },

    /** Tokens that are out stop working before their time. */
    revokeTokens(installation: Installation): void {
      for (const token of world.tokens.values()) {
        if (token.installation === installation) world.tokens.delete(token.value);
      }
    },
  };
}
