import { createPrivateKey } from "node:crypto";
import { createAppAuth } from "@octokit/auth-app";
import type { z } from "zod";
import { PortError } from "../../ports/port-error.ts";
import { installationAnswer, readAnswer, repositoryAnswer, tokenAnswer } from "./answers.ts";
import { type Client, type ClientParts, createClient } from "./client.ts";
import { asPortError, type Place } from "./failures.ts";
import type { GitHubAuth } from "./options.ts";

/** Where tokens come from. */
export interface Credentials {
  token(): Promise<string>;
  /** Drops a token that was refused; false when there is no other to be had. */
  renew(refused: string): boolean;
}

/** All that OptPass needs; a token of one job can do little more than this, in one repository. */
const needed = { contents: "write", pull_requests: "write" } as const;

/** What single features need, the dashboard and checks. Asked for where the owner granted it, as asking is refused else. */
const optional = ["issues", "checks"] as const;

/** A token ends in the middle of a job rather than being used in its last minutes. */
const margin = 5 * 60 * 1000;

export function createCredentials(auth: GitHubAuth, parts: ClientParts, place: Place): Credentials {
  if (auth.kind === "app") return new AppCredentials(auth, parts, place);
  const token = auth.token.trim();
  if (token === "" || /[^\x21-\x7e]/.test(token)) {
    const line = token === "" ? "the GitHub token is empty" : "the GitHub token has impossible characters";
    throw new PortError("github", "unauthorized", line);
  }
  return { token: async () => token, renew: () => false };
}

class AppCredentials implements Credentials {
  readonly #client: Client;
  readonly #unsigned: Client;
  readonly #place: Place;
  #current: { readonly token: string; readonly expires: number } | null = null;
  #minting: Promise<string> | null = null;
  #repositoryId: number | null = null;

  constructor(auth: Extract<GitHubAuth, { kind: "app" }>, parts: ClientParts, place: Place) {
    const { appId } = auth;
    // Keys that come through environment variables often have their line ends written as \n.
    const privateKey = auth.privateKey.replaceAll("\\n", "\n");
    checkKey(privateKey, appId);
    this.#place = place;
    this.#unsigned = createClient(parts);
    this.#client = createClient({
      ...parts,
      signIn: { authStrategy: createAppAuth, auth: { appId, privateKey } },
    });
  }

  token(): Promise<string> {
    if (this.#current !== null && this.#current.expires > Date.now() + margin) {
      return Promise.resolve(this.#current.token);
    }
    this.#minting ??= this.#mint().finally(() => {
      this.#minting = null;
    });
    return this.#minting;
  }

  renew(refused: string): boolean {
    if (this.#current?.token === refused) this.#current = null;
    return true;
  }

  async #mint(): Promise<string> {
    const [owner = "", repo = ""] = this.#place.fullName.split("/");
    const doing = "get a token for the app";
    const needs = "Contents: write, Pull requests: write";
    try {
      const found = await this.#client.rest.apps.getRepoInstallation({ owner, repo });
      const installation = readAnswer(installationAnswer, found.data, this.#place);
      this.#repositoryId ??= await this.#findRepository(installation.id, owner, repo);
      const { token, expires_at } = await this.#order({
        installation_id: installation.id,
        repository_ids: [this.#repositoryId],
        permissions: permissionsOf(installation.permissions ?? {}),
      });
      this.#current = { token, expires: Date.parse(expires_at) };
      return token;
    } catch (error) {
      const failure = asPortError(error, { doing, needs }, this.#place);
      if (!/permissions requested/i.test(failure.message)) throw failure;
      const line = `the app's installation on ${this.#place.fullName} does not grant "${needs}"; its owner has to accept them`;
      throw new PortError("github", "unauthorized", line, { cause: error });
    }
  }

  /**
   * By id, because a token for a name has to name it exactly: in today's spelling and not one from before a rename.
   * The token that is used to look can read names and nothing else.
   */
  async #findRepository(installation: number, owner: string, repo: string): Promise<number> {
    const { token } = await this.#order({
      installation_id: installation,
      permissions: { metadata: "read" },
    });
    const headers = { authorization: `token ${token}` };
    const { data } = await this.#unsigned.rest.repos.get({ owner, repo, headers });
    return readAnswer(repositoryAnswer, data, this.#place).id;
  }

  async #order(order: TokenOrder): Promise<z.infer<typeof tokenAnswer>> {
    // A token minted twice harms nobody.
    const request = { repeatable: true };
    const minted = await this.#client.rest.apps.createInstallationAccessToken({ ...order, request });
    return readAnswer(tokenAnswer, minted.data, this.#place);
  }
}

interface TokenOrder {
  readonly installation_id: number;
  readonly repository_ids?: number[];
  readonly permissions: { readonly metadata: "read" } | Permissions;
}

type Permissions = typeof needed & { readonly [Name in (typeof optional)[number]]?: "write" };

function permissionsOf(granted: Readonly<Record<string, string>>): Permissions {
  const more = optional.filter((name) => granted[name] === "write").map((name) => [name, "write"] as const);
  return { ...needed, ...Object.fromEntries(more) };
}

function checkKey(privateKey: string, appId: number | string): void {
  try {
    if (createPrivateKey(privateKey).asymmetricKeyType === "rsa") return;
  } catch {
    // The reason would quote OpenSSL, and helps nobody.
  }
  const line = `the private key of GitHub App ${appId} is not an RSA key in PEM form`;
  throw new PortError("github", "unauthorized", line);
}
