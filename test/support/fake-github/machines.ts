import { generateKeyPairSync, randomBytes } from "node:crypto";
import {
  existingRepository as existing,
  type Installation,
  type Permissions,
  type World,
} from "./state/world.ts";

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
  "check_run",
  "push",
  "repository",
];

/** What signs in without a person: tokens and apps. */
export function machines(world: World) {
  const ids = (names: readonly string[] | undefined): readonly number[] | null =>
    names === undefined ? null : names.map((name) => existing(world, name).id);
  return {
    personalToken(order: TokenOrder = {}): string {
      const value = `github_pat_${randomBytes(30).toString("hex")}`;
      world.tokens.set(value, {
        value,
        login: order.login ?? "octocat",
        installation: null,
        permissions: order.permissions ?? usualPermissions,
        repositories: ids(order.repositories),
        expiresAt: Number.POSITIVE_INFINITY,
      });
      return value;
    },

    createApp(order: AppOrder): AppCredentials {
      const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const permissions = order.permissions ?? usualPermissions;
      const app = {
        id: world.nextId(),
        slug: order.slug ?? "optpass",
        publicKey: pair.publicKey,
        permissions,
        events: order.events ?? usualEvents,
      };
      world.apps.set(app.id, app);
      const installation: Installation = {
        id: world.nextId(),
        appId: app.id,
        account: order.account,
        permissions,
        repositories: ids(order.repositories),
        suspended: false,
      };
      world.installations.set(installation.id, installation);
      // GitHub hands out PKCS #1.
      const privateKey = pair.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
      return { appId: app.id, privateKey, installationId: installation.id, installation };
    },
  };
}
