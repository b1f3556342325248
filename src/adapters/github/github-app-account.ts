import type { AppAccount, InstalledOn } from "../../ports/app-account.ts";
import { PortError } from "../../ports/port-error.ts";
import { installationsAnswer, installedRepositoriesAnswer, readAnswer, tokenAnswer } from "./answers.ts";
import { type AppSession, mostPages } from "./app-session.ts";
import { type Client, createClient } from "./client.ts";
import { openClientParts } from "./client-parts.ts";
import { createAppClient } from "./credentials.ts";
import { listFailedDeliveries } from "./failed-deliveries.ts";
import { asPortError, type Place } from "./failures.ts";
import type { GitHubOptions } from "./options.ts";

export interface GitHubAppOptions extends Omit<GitHubOptions, "repository" | "auth" | "beforeWrite"> {
  readonly appId: number | string;
  /** The PEM text that GitHub hands out. */
  readonly privateKey: string;
}

const perPage = 100;

/** The app itself on GitHub. Makes no request yet. Throws a PortError when an option cannot be right. */
export function createGitHubAppAccount(options: GitHubAppOptions): AppAccount {
  const parts = openClientParts(options);
  const place: Place = { fullName: "the app", host: new URL(parts.baseUrl).host, credential: "app" };
  const unsigned = createClient(parts);
  const session: AppSession = {
    client: createAppClient(options, parts),
    place,
    async attempt(attempt, run) {
      try {
        return await run();
      } catch (error) {
        throw asPortError(error, attempt, place);
      }
    },
  };
  return {
    async check() {
      const attempt = { doing: "read the app", needs: "the app's key", missing: unknownApp(options, place) };
      await session.attempt(attempt, () => session.client.rest.apps.getAuthenticated());
    },
    installations: () => listInstallations(session, unsigned),
    failedDeliveries: (since) => listFailedDeliveries(session, since),
    async redeliver({ attempt: delivery_id }) {
      const attempt = {
        doing: "deliver once more",
        needs: "the app's key",
        missing: "GitHub has no such delivery",
      };
      await session.attempt(attempt, () =>
        session.client.rest.apps.redeliverWebhookDelivery({ delivery_id }),
      );
    },
  };
}

function unknownApp({ appId }: GitHubAppOptions, { host }: Place): string {
  return `${host} has no GitHub App ${appId}: check the app id and its private key`;
}

async function* listInstallations(session: AppSession, unsigned: Client): AsyncGenerator<InstalledOn> {
  const attempt = { doing: "list the installations", needs: "the app's key" };
  for (let page = 1; page <= mostPages; page += 1) {
    const found = await session.attempt(attempt, async () => {
      const { data } = await session.client.rest.apps.listInstallations({ per_page: perPage, page });
      return readAnswer(installationsAnswer, data, session.place);
    });
    for (const { id, account, suspended_at } of found) {
      if (account === null || (suspended_at ?? null) !== null) continue;
      yield { account: account.login, repositories: await repositoriesOf(session, unsigned, id) };
    }
    if (found.length < perPage) return;
  }
}

/** An installation that was suspended or taken away a moment ago keeps nobody from the others. */
async function repositoriesOf(
  session: AppSession,
  unsigned: Client,
  installation: number,
): Promise<readonly string[] | PortError> {
  try {
    return await session.attempt({ doing: "list the repositories", needs: "Metadata: read" }, () =>
      listRepositories(session, unsigned, installation),
    );
  } catch (error) {
    if (error instanceof PortError && error.code !== "unreachable" && error.code !== "rate-limited")
      return error;
    throw error;
  }
}

async function listRepositories(
  { client, place }: AppSession,
  unsigned: Client,
  installation_id: number,
): Promise<readonly string[]> {
  // A token that can read names and nothing else; minted twice it harms nobody.
  const order = {
    installation_id,
    permissions: { metadata: "read" },
    request: { repeatable: true },
  } as const;
  const minted = await client.rest.apps.createInstallationAccessToken(order);
  const { token } = readAnswer(tokenAnswer, minted.data, place);
  const headers = { authorization: `token ${token}` };
  const names: string[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const { data } = await unsigned.rest.apps.listReposAccessibleToInstallation({
      per_page: perPage,
      page,
      headers,
    });
    const { repositories } = readAnswer(installedRepositoriesAnswer, data, place);
    names.push(
      ...repositories.flatMap(({ full_name, archived }) => (archived ? [] : full_name.toLowerCase())),
    );
    if (repositories.length < perPage) break;
  }
  return names;
}
