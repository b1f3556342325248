import { PortError } from "../../ports/port-error.ts";
import { type Client, createClient } from "./client.ts";
import { openClientParts } from "./client-parts.ts";
import { askConditionally } from "./conditional-requests.ts";
import { type Credentials, createCredentials } from "./credentials.ts";
import { type Attempt, asPortError, type Place } from "./failures.ts";
import { createGitHubMemory, type GitHubMemory, type OptionalFeature } from "./memory.ts";
import type { Meter } from "./meter.ts";
import type { GitHubOptions, Limits } from "./options.ts";

/** One repository, reached with one credential. */
export interface Session {
  readonly client: Client;
  readonly limits: Limits;
  readonly meter: Meter;
  readonly memory: GitHubMemory;
  readonly log: (line: string) => void;
  readonly place: Place;
  readonly allowsUnverified: boolean;
  /** The login that the credential has; `null` where only GitHub can tell. */
  login(): Promise<string | null>;
  /** Optional features that the credential is known to be good for. */
  granted(): Promise<readonly OptionalFeature[]>;
  /** Runs requests, and turns what they throw into a PortError. */
  attempt<T>(attempt: Attempt, run: () => Promise<T>): Promise<T>;
  /** Seconds between two looks at something that may lag. */
  pause(seconds: number): Promise<void>;
}

// GitHub's own rules for names, so that none can reach outside its place in a request path.
const repositoryName = /^(?!-)[A-Za-z0-9_-]{1,100}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

export function openSession(options: GitHubOptions): Session {
  const parts = openClientParts(options);
  if (!repositoryName.test(options.repository)) {
    throw new PortError(
      "github",
      "rejected",
      `"${options.repository}" is not a repository: write owner/name`,
    );
  }
  const { limits, meter, log } = parts;
  const place: Place = {
    fullName: options.repository,
    host: new URL(parts.baseUrl).host,
    credential: options.auth.kind,
  };
  const memory = options.memory ?? createGitHubMemory();
  const client = createClient(parts);
  const credentials = createCredentials(options.auth, parts, place, memory.tokens);
  askConditionally(client, memory);
  signRequests(client, credentials);
  return {
    client,
    limits,
    meter,
    memory,
    log,
    place,
    allowsUnverified: options.allowUnverified === true,
    login: () => credentials.login(),
    granted: () => credentials.granted(),
    async attempt(attempt, run) {
      try {
        return await run();
      } catch (error) {
        throw asPortError(error, attempt, place);
      }
    },
    pause: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * limits.millisecondsPerSecond)),
  };
}

function signRequests(client: Client, credentials: Credentials): void {
  client.hook.wrap("request", async (request, options) => {
    const token = await credentials.token();
    options.headers.authorization = `token ${token}`;
    try {
      return await request(options);
    } catch (error) {
      // A refused token did nothing, so even a write may be sent again with a fresh one.
      if (!isUnauthorized(error) || !credentials.renew(token)) throw error;
      options.headers.authorization = `token ${await credentials.token()}`;
      return request(options);
    }
  });
}

function isUnauthorized(error: unknown): boolean {
  return typeof error === "object" && error !== null && "status" in error && error.status === 401;
}
