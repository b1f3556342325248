import { createSign } from "node:crypto";
import type { AppCredentials, FakeGitHub } from "./start-fake-github.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field, and compared at once.
  readonly body: any;
}

export interface AskOptions {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Requests to a fake GitHub without a client library; without a token, as a person who may do the usual. */
export function asking(github: FakeGitHub) {
  const ask = async (method: string, path: string, options: AskOptions = {}): Promise<Answer> => {
    const token = options.token ?? github.personalToken();
    const response = await fetch(`${github.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...options.headers },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? null : JSON.parse(text),
    };
  };
  const jwt = (app: AppCredentials, claims: { iat?: number; exp?: number } = {}): string => {
    const now = Math.floor(github.world.now().getTime() / 1000);
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claimed = { iss: app.appId, iat: now - 30, exp: now + 540, ...claims };
    const signed = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claimed)}`;
    return `${signed}.${createSign("sha256").update(signed).sign(app.privateKey, "base64url")}`;
  };
  /** An installation's token for all that it may do. */
  const mint = async (app: AppCredentials, body?: unknown): Promise<string> => {
    const path = `/app/installations/${app.installationId}/access_tokens`;
    const minted = await ask("POST", path, { token: jwt(app), ...(body === undefined ? {} : { body }) });
    return minted.body.token;
  };
  const graphql = (query: string, variables: unknown = {}, token?: string): Promise<Answer> =>
    ask("POST", "/graphql", { body: { query, variables }, ...(token === undefined ? {} : { token }) });
  return { ask, jwt, mint, graphql };
}
