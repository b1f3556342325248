import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Faults } from "./http/faults.ts";
import { RequestLog } from "./http/request-log.ts";
import { machines } from "./machines.ts";
import { type PushOrder, people, type RepositoryOrder } from "./people.ts";
import { peopleInConversation } from "./people-in-conversation.ts";
import { peopleOnPulls } from "./people-on-pulls.ts";
import { createGitHubServer } from "./server.ts";
import { createWorld } from "./state/create-world.ts";
import type { Repository, Role, World } from "./state/world.ts";
import { Webhooks } from "./webhooks/webhooks.ts";

export type { AppCredentials } from "./machines.ts";

export interface FakeGitHub
  extends ReturnType<typeof peopleOnPulls>,
    ReturnType<typeof peopleInConversation>,
    ReturnType<typeof machines> {
  /** `http://127.0.0.1:<port>`; the API answers there, under `/api/v3` and at `/api/graphql`. */
  readonly url: string;
  readonly world: World;
  readonly log: RequestLog;
  readonly faults: Faults;
  /** Answers that GitHub's own description does not allow. A test run ends with none. */
  readonly violations: readonly string[];
  /** Nothing is sent until a test gives an app an address. */
  readonly webhooks: Webhooks;
  stop(): Promise<void>;
  createRepository(order: RepositoryOrder): Promise<Repository>;
  /** The old full name goes on leading to it, as at GitHub. */
  renameRepository(fullName: string, name: string, by?: string): void;
  archiveRepository(fullName: string, archived?: boolean, by?: string): void;
  /** Somebody pushes a commit; answers its name. */
  pushCommit(order: PushOrder): Promise<string>;
  /** What somebody may do there; `custom` names an organization's own role on top of the base role. */
  setRole(fullName: string, login: string, base: Role["base"], custom?: string): void;
  readFile(fullName: string, revision: string, file: string): Promise<string | null>;
}

/** Starts a stateful GitHub on loopback. `now` sets where its clock starts; it runs on from there. */
export async function startFakeGitHub(options: { readonly now?: Date } = {}): Promise<FakeGitHub> {
  const root = await mkdtemp(path.join(tmpdir(), "fake-github-"));
  const world = createWorld(root, options.now ?? new Date());
  const parts = { world, log: new RequestLog(), faults: new Faults(), violations: [] as string[] };
  const webhooks = (): Webhooks => started;
  const server = createGitHubServer({ ...parts, webhooks });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    await started.settled();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(root, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  const started = new Webhooks(world, parts.violations, url);
  return Object.assign(
    { url, ...parts, webhooks: started, stop },
    people(world),
    peopleOnPulls(world),
    peopleInConversation(world),
    machines(world),
  );
}
