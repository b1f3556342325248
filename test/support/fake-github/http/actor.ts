import { verify } from "node:crypto";
import type { App, Installation, Permissions, Repository, World } from "../state/world.ts";
import { Refused } from "./reply.ts";

/** Who asks. */
export type Actor =
  | { readonly kind: "anonymous" }
  | { readonly kind: "app"; readonly app: App }
  | {
      readonly kind: "installation" | "user";
      readonly login: string;
      readonly installation: Installation | null;
      readonly permissions: Permissions;
      readonly repositories: readonly number[] | null;
      /** What rate limits are counted by. */
      readonly token: string;
    };

export function identify(world: World, authorization: string | undefined): Actor {
  if (authorization === undefined) return { kind: "anonymous" };
  const [scheme = "", credential = ""] = authorization.split(/ +/);
  if (!/^(?:bearer|token|basic)$/i.test(scheme)) throw new Refused(401, "Bad credentials");
  const secret = /^basic$/i.test(scheme) ? passwordOf(credential) : credential;
  // Installation tokens may be JWTs themselves one day, so known tokens are looked up first.
  const token = world.tokens.get(secret);
  if (token === undefined) {
    if (secret.split(".").length === 3) return { kind: "app", app: readJwt(world, secret) };
    throw new Refused(401, "Bad credentials");
  }
  if (token.expiresAt <= world.now().getTime()) throw new Refused(401, "Bad credentials");
  if (token.installation?.suspended) throw new Refused(403, "This installation has been suspended");
  const { login, installation, permissions, repositories, value } = token;
  const kind = installation === null ? "user" : "installation";
  return { kind, login, installation, permissions, repositories, token: value };
}

export function canSee(actor: Actor, repository: Repository): boolean {
  if (actor.kind === "anonymous" || actor.kind === "app") return !repository.isPrivate;
  if (
    actor.installation !== null &&
    actor.installation.account.toLowerCase() !== repository.owner.toLowerCase()
  ) {
    return !repository.isPrivate;
  }
  return actor.repositories === null || actor.repositories.includes(repository.id) || !repository.isPrivate;
}

export function loginOf(actor: Actor): string {
  return actor.kind === "installation" || actor.kind === "user" ? actor.login : "ghost";
}

function passwordOf(basic: string): string {
  return Buffer.from(basic, "base64").toString("utf8").split(":").slice(1).join(":");
}

/** RS256, at most ten minutes long, issued by an app that exists. Messages as GitHub words them. */
function readJwt(world: World, jwt: string): App {
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  const claims = parse(payload);
  const app = world.apps.get(Number(claims["iss"]));
  const undecodable = new Refused(401, "A JSON web token could not be decoded");
  if (app === undefined || parse(header)["alg"] !== "RS256") throw undecodable;
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify("sha256", signed, app.publicKey, Buffer.from(signature, "base64url"))) throw undecodable;
  const now = world.now().getTime() / 1000;
  const { exp, iat } = claims;
  if (typeof exp !== "number" || exp <= now) {
    throw new Refused(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (typeof iat !== "number" || iat > now + 60) {
    throw new Refused(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
  if (exp > now + 660 || exp - iat > 660) {
    throw new Refused(401, "'Expiration time' claim ('exp') is too far in the future");
  }
  return app;
}

function parse(part: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Record<string, unknown>;
  } catch {
    return {};
  }
}
