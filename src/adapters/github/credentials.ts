import { createPrivateKey } from "node:crypto";
import { createAppAuth } from "@octokit/auth-app";
import type { z } from "zod";
import { PortError } from "../../ports/port-error.ts";
import { installationAnswer, readAnswer, repositoryAnswer, tokenAnswer } from "./answers.ts";
import { type Client, type ClientParts, createClient } from "./client.ts";
import { asPortError, type Place } from "./failures.ts";
import type { GitHubMemory, KeptToken, OptionalFeature } from "./memory.ts";
import type { GitHubAuth } from "./options.ts";

/** Where tokens come from. */
export interface Credentials {
  token(): Promise<string>;
  /** Drops a token that was refused; false when there is no other to be had. */
  renew(refused: string): boolean;
  /** Whose they are; `null` where only GitHub can tell. */
  login(): Promise<string | null>;
  /** Optional features that they are known to be good for. */
  granted(): Promise<readonly OptionalFeature[]>;
}

/** All that OptPass needs; a token of one job can do little more than this, in one repository. */
const needed = { contents: "write", pull_requests: "write" } as const;

/** What single features need, the dashboard and checks. Asked for where the owner granted it, as asking is refused else. */
const optional: readonly OptionalFeature[] = ["issues", "checks"];

/** A token ends in the middle of a job rather than being used in its last minutes. */
const margin = 5 * 60 * 1000;

export function createCredentials(
  auth: GitHubAuth,
  parts: ClientParts,
  place: Place,
  tokens: GitHubMemory["tokens"],
): Credentials {
  if (auth.kind === "app") return new AppCredentials(auth, parts, place, tokens);
  const token = auth.token.trim();
  if (token === "" || /[^\x21-\x7e]/.test(token)) {
    const line = token === "" ? "the GitHub token is empty" : "the GitHub token has impossible characters";
    throw new PortError("github", "unauthorized", line);
  }
  return { token: async () => token, renew: () => false, login: async () => null, granted: async () => [] };
}

class AppCredentials implements Credentials {
  readonly #client: Client;
  readonly #unsigned: Client;
  readonly #place: Place;
  readonly #tokens: GitHubMemory["tokens"];
  readonly #key: string;
  #minting: Promise<KeptToken> | null = null;

  constructor(
    auth: Extract<GitHubAuth, { kind: "app" }>,
    parts: ClientParts,
    place: Place,
    tokens: GitHubMemory["tokens"],
  ) {
    this.#place = place;
    this.#tokens = tokens;
    this.#key = `${parts.baseUrl} ${auth.appId} ${place.fullName.toLowerCase()}`;
    this.#unsigned = createClient(parts);
    this.#client = createAppClient(auth, parts);
  }

  async token(): Promise<string> {
    return (await this.#current()).token;
  }

  renew(refused: string): boolean {
    const kept = this.#tokens.get(this.#key);
    if (kept?.token === refused) this.#keep({ ...kept, expires: 0 });
    return true;
  }

  async login(): Promise<string> {
    return `${(await this.#current()).slug}[bot]`;
  }

  async granted(): Promise<readonly OptionalFeature[]> {
    return (await this.#current()).granted;
  }

  #current(): Promise<KeptToken> {
    const kept = this.#tokens.get(this.#key);
    if (kept !== undefined && kept.expires > Date.now() + margin) return Promise.resolve(kept);
    this.#minting ??= this.#mint(kept?.repositoryId ?? null).finally(() => {
      this.#minting = null;
    });
    return this.#minting;
  }

  async #mint(knownId: number | null): Promise<KeptToken> {
    const [owner = "", repo = ""] = this.#place.fullName.split("/");
    const doing = "get a token for the app";
    const needs = "Contents: write, Pull requests: write";
    try {
      const found = await this.#client.rest.apps.getRepoInstallation({ owner, repo });
      const installation = readAnswer(installationAnswer, found.data, this.#place);
      const repositoryId = knownId ?? (await this.#findRepository(installation.id, owner, repo));
      const granted = optional.filter((name) => installation.permissions?.[name] === "write");
      const { token, expires_at } = await this.#order({
        installation_id: installation.id,
        repository_ids: [repositoryId],
        permissions: permissionsOf(granted),
      });
      const { app_slug: slug } = installation;
      return this.#keep({ token, expires: Date.parse(expires_at), repositoryId, slug, granted });
    } catch (error) {
      // Another repository may have taken the name since its number was looked up.
      this.#tokens.delete(this.#key);
      const failure = asPortError(error, { doing, needs }, this.#place);
      if (!/permissions requested/i.test(failure.message)) throw failure;
      const line = `the app's installation on ${this.#place.fullName} does not grant "${needs}"; its owner has to accept them`;
      throw new PortError("github", "unauthorized", line, { cause: error });
    }
  }

  #keep(kept: KeptToken): KeptToken {
    this.#tokens.set(this.#key, kept, 2 * (kept.token.length + kept.slug.length));
    return kept;
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

type Permissions = typeof needed & { readonly [Name in OptionalFeature]?: "write" };

function permissionsOf(granted: readonly OptionalFeature[]): Permissions {
  return { ...needed, ...Object.fromEntries(granted.map((name) => [name, "write"] as const)) };
}

/** A client that signs in as the app itself. Throws a PortError for a key that cannot be one. */
export function createAppClient(
  { appId, privateKey: given }: Omit<Extract<GitHubAuth, { kind: "app" }>, "kind">,
  parts: ClientParts,
): Client {
  // Keys that come through environment variables often have their line ends written as \n.
  const privateKey = given.replaceAll("\\n", "\n");
  checkKey(privateKey, appId);
  return createClient({ ...parts, signIn: { authStrategy: createAppAuth, auth: { appId, privateKey } } });
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
