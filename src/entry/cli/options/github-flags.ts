import { readFileSync } from "node:fs";
import { Option } from "@commander-js/extra-typings";
import type { GitHubRepository } from "../../../adapters/github/index.ts";
import { createSeal } from "../../../adapters/system/seal.ts";
import type { Seal } from "../../../core/model/index.ts";
import { UsageError } from "../usage-error.ts";
import { type ProcessEnvironment, variable } from "./environment.ts";

export function githubUrlOption() {
  const meaning = "GitHub Enterprise Server, for example https://ghe.example.com (or OPTPASS_GITHUB_URL)";
  return new Option("--github-url <url>", meaning);
}

export type Credentials =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "app"; readonly appId: string; readonly privateKey: string };

/** Opens a repository with the credentials of the environment. GitHub's libraries are loaded only now. */
export async function openGitHub(
  repository: string,
  flag: string | undefined,
  environment: ProcessEnvironment,
  onWait: (seconds: number, why: string) => void,
): Promise<GitHubRepository> {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/.test(repository)) {
    throw new UsageError(`"${repository}" is not a repository: write OWNER/REPO`);
  }
  const auth = readCredentials(environment);
  const { openGitHubRepository } = await import("../../../adapters/github/index.ts");
  const { url } = await readGitHubUrl(flag, environment);
  return openGitHubRepository({
    repository,
    auth,
    onWait,
    allowUnverified: variable(environment, "OPTPASS_ALLOW_UNVERIFIED") === "true",
    limits: readGitHubLimits(environment),
    ...(url === undefined ? {} : { baseUrl: url }),
  });
}

/**
 * Bounds that the environment moves: `OPTPASS_GITHUB_WRITE_BURST` writes may follow each other at once, then one a second.
 * GitHub allows 80 a minute; a server of one's own may have no limit at all.
 */
export function readGitHubLimits(environment: ProcessEnvironment): { readonly writeBurst?: number } {
  const text = variable(environment, "OPTPASS_GITHUB_WRITE_BURST");
  if (text === undefined) return {};
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new UsageError(`OPTPASS_GITHUB_WRITE_BURST: "${text}" is not a number from 1 to 99999`);
  return { writeBurst: Number(text) };
}

/** GitHub as people know it, `undefined` for github.com, and where its API is. */
export async function readGitHubUrl(
  flag: string | undefined,
  environment: ProcessEnvironment,
): Promise<{ readonly url: string | undefined; readonly apiUrl: string }> {
  const url = flag ?? variable(environment, "OPTPASS_GITHUB_URL");
  const { apiBaseUrl } = await import("../../../adapters/github/index.ts");
  const base = apiBaseUrl(url);
  if (!base.ok) throw new UsageError(`--github-url: ${base.error}`);
  return { url, apiUrl: base.value };
}

/** Who we are as an app. */
export function readAppCredentials(environment: ProcessEnvironment): {
  readonly appId: string;
  readonly privateKey: string;
} {
  const appId = variable(environment, "OPTPASS_APP_ID");
  if (appId === undefined)
    throw new UsageError("set OPTPASS_APP_ID with OPTPASS_APP_PRIVATE_KEY_FILE: a server is a GitHub App");
  return { appId, privateKey: readPrivateKey(environment) };
}

/**
 * Signs what is remembered in pull requests, with OPTPASS_METADATA_KEY or a key that is derived from the app's; `null`
 * where there is neither, so that two people with tokens of their own can go on with each other's pull requests.
 */
export function openSeal(environment: ProcessEnvironment): Seal | null {
  const key = variable(environment, "OPTPASS_METADATA_KEY");
  if (key !== undefined) {
    if (key.length < 32) throw new UsageError("OPTPASS_METADATA_KEY is too short: use 32 random characters");
    return createSeal(key);
  }
  const credentials = readCredentials(environment);
  return credentials.kind === "app" ? createSeal(credentials.privateKey.trim()) : null;
}

/** Who the environment lets us be. Throws a UsageError where it says nothing. */
export function readCredentials(environment: ProcessEnvironment): Credentials {
  const token = variable(environment, "OPTPASS_GITHUB_TOKEN") ?? variable(environment, "GITHUB_TOKEN");
  const appId = variable(environment, "OPTPASS_APP_ID");
  if (appId === undefined) {
    if (token !== undefined) return { kind: "token", token };
    throw new UsageError(
      "GitHub credentials are missing: set GITHUB_TOKEN, or OPTPASS_APP_ID with OPTPASS_APP_PRIVATE_KEY_FILE",
    );
  }
  return { kind: "app", ...readAppCredentials(environment) };
}

function readPrivateKey(environment: ProcessEnvironment): string {
  const key = variable(environment, "OPTPASS_APP_PRIVATE_KEY");
  // Many secret stores keep one line only.
  if (key !== undefined) return key.replaceAll("\\n", "\n");
  const path = variable(environment, "OPTPASS_APP_PRIVATE_KEY_FILE");
  if (path === undefined) {
    throw new UsageError("OPTPASS_APP_ID needs OPTPASS_APP_PRIVATE_KEY_FILE or OPTPASS_APP_PRIVATE_KEY");
  }
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new UsageError(`OPTPASS_APP_PRIVATE_KEY_FILE: cannot read ${path}`);
  }
}
