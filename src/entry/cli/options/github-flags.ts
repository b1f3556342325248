import { readFileSync } from "node:fs";
import { Option } from "@commander-js/extra-typings";
import { createSeal } from "../../../adapters/system/seal.ts";
import type { Seal } from "../../../core/model/index.ts";
import type { CodeHost } from "../../../ports/code-host.ts";
import { UsageError } from "../usage-error.ts";
import { type ProcessEnvironment, variable } from "./environment.ts";

export function githubUrlOption() {
  const meaning = "GitHub Enterprise Server, for example https://ghe.example.com (or OPTPASS_GITHUB_URL)";
  return new Option("--github-url <url>", meaning);
}

type Credentials =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "app"; readonly appId: string; readonly privateKey: string };

/** Opens a repository with the credentials of the environment. GitHub's libraries are loaded only now. */
export async function openGitHub(
  repository: string,
  flag: string | undefined,
  environment: ProcessEnvironment,
  onWait: (seconds: number, why: string) => void,
): Promise<CodeHost> {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/.test(repository)) {
    throw new UsageError(`"${repository}" is not a repository: write OWNER/REPO`);
  }
  const auth = readCredentials(environment);
  const url = flag ?? variable(environment, "OPTPASS_GITHUB_URL");
  const { apiBaseUrl, createGitHubCodeHost } = await import("../../../adapters/github/index.ts");
  const base = apiBaseUrl(url);
  if (!base.ok) throw new UsageError(`--github-url: ${base.error}`);
  const allowUnverified = variable(environment, "OPTPASS_ALLOW_UNVERIFIED") === "true";
  return createGitHubCodeHost({
    repository,
    auth,
    onWait,
    allowUnverified,
    ...(url === undefined ? {} : { baseUrl: url }),
  });
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

function readCredentials(environment: ProcessEnvironment): Credentials {
  const token = variable(environment, "OPTPASS_GITHUB_TOKEN") ?? variable(environment, "GITHUB_TOKEN");
  const appId = variable(environment, "OPTPASS_APP_ID");
  if (appId === undefined) {
    if (token !== undefined) return { kind: "token", token };
    throw new UsageError(
      "GitHub credentials are missing: set GITHUB_TOKEN, or OPTPASS_APP_ID with OPTPASS_APP_PRIVATE_KEY_FILE",
    );
  }
  return { kind: "app", appId, privateKey: readPrivateKey(environment) };
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
