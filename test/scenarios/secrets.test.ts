import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { webhookExample } from "../support/builders/webhook-examples.ts";
import { optpass } from "../support/cli/run-cli.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { existingRepository } from "../support/fake-github/state/world.ts";
import { deployment, manifest } from "../support/life/open-life.ts";
import { deliver } from "../support/server/deliver.ts";

const configuration = "version: 1\nmode: pr\n";

/** As long and as meaningless as real ones are, so that nothing finds them by what they look like. */
const random = () => randomBytes(24).toString("hex");
const secrets = {
  OPTPASS_WEBHOOK_SECRET: random(),
  OPTPASS_WEBHOOK_SECRET_OLD: random(),
  OPTPASS_METADATA_KEY: random(),
};
/** Goes with every question to Prometheus, and comes back in what it fails with. */
const bearer = random();

let github: FakeGitHub;
let prometheus: Server;
let folder: string;
let privateKey: string;
let appId: number;

beforeAll(async () => {
  github = await startFakeGitHub();
  const files = { [manifest]: deployment, "optpass.yml": configuration };
  await github.createRepository({ owner: "acme", name: "infra", files });
  const permissions = {
    contents: "write",
    pull_requests: "write",
    issues: "write",
    checks: "write",
  } as const;
  ({ privateKey, appId } = github.createApp({ account: "acme", permissions }));
  folder = await mkdtemp(join(tmpdir(), "optpass-secrets-"));
  // Answers with what it was asked with, as proxies and debug pages do.
  prometheus = createServer((request, response) => {
    response.writeHead(500, { "content-type": "text/plain" });
    response.end(`failed: ${JSON.stringify(request.headers)}`);
  });
  await new Promise<void>((resolve) => prometheus.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await github?.stop();
  prometheus?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the server until it has failed as often as that; everything that it wrote. */
async function serveUntil(isOver: (log: string) => boolean): Promise<string> {
  let log = "";
  let stop: () => void = () => {};
  const { port: prometheusPort } = prometheus.address() as AddressInfo;
  const ended = optpass(
    [
      ...["serve", "--host", "127.0.0.1", "--port", "0", "--log-level", "debug"],
      ...["--prometheus", `http://127.0.0.1:${prometheusPort}`],
    ],
    {
      environment: {
        ...secrets,
        OPTPASS_PROMETHEUS_HEADERS: `Authorization: Bearer ${bearer}`,
        OPTPASS_APP_ID: String(appId),
        OPTPASS_APP_PRIVATE_KEY: privateKey,
        OPTPASS_GITHUB_URL: github.url,
        OPTPASS_STORE: join(folder, "store"),
        OPTPASS_CACHE: join(folder, "cache"),
      },
      onStop: (handle) => {
        stop = handle;
      },
      onWrite: (text) => {
        log += text;
      },
    },
  );
  while (!/"port":\d+,"msg":"listening"/.test(log)) {
    const early = await Promise.race([ended, wait(10, null)]);
    if (early !== null) throw new Error(early.stderr);
  }
  const port = Number(/"port":(\d+)/.exec(log)?.[1]);
  const payload = webhookExample("installation_repositories", "added", (change) => {
    change.repositories_added = [{ ...change.repositories_added[0], full_name: "acme/infra" }];
    change.repositories_removed = [];
  });
  const event = "installation_repositories";
  await deliver(port, { event, payload, secret: secrets.OPTPASS_WEBHOOK_SECRET_OLD });
  await deliver(port, { event, payload, secret: "another secret, which is wrong" });
  while (!isOver(log)) await wait(20);
  const metrics = await fetch(`http://127.0.0.1:${port}/metrics`).then((answer) => answer.text());
  stop();
  const { stdout, stderr } = await ended;
  return stdout + stderr + metrics;
}

/** Everything that is kept on the disk, as text. */
async function kept(): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map((entry) => readFile(join(entry.parentPath, entry.name), "latin1")),
  );
  return texts.join("\n");
}

/** Everything that people may read on GitHub. */
function published(): string {
  const { pulls, issues, comments } = existingRepository(github.world, "acme/infra");
  const texts = [...pulls.values(), ...issues.values(), ...comments.values()].map(({ body }) => body ?? "");
  return [...texts, ...github.log.entries.map(({ path }) => path)].join("\n");
}

function expectNoSecret(text: string): void {
  const [, line = ""] = privateKey.split("\n");
  for (const secret of [...Object.values(secrets), bearer, line]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString("base64").replace(/=+$/, "").slice(0, -1));
    expect(text).not.toContain(createHash("sha256").update(secret).digest("hex"));
  }
  expect(text).not.toMatch(/\bgh[opsu]_[A-Za-z0-9]{10}|\beyJ[\w-]{10,}\.|github_pat_|sha256=/);
}

test("no secret is in the log, on the disk or on GitHub when Prometheus and GitHub fail and repeat what they were asked with", async () => {
  github.faults.arm("GET /repos/{owner}/{repo}/tarball/{ref}", {
    kind: "status",
    status: 403,
    message: `Blocked for ${secrets.OPTPASS_METADATA_KEY} ghs_0123456789abcdefghij`,
  });

  const written = await serveUntil((log) => /put back a job|gave up a job|out of reach/.test(log));
  github.faults.clear();
  const again = await serveUntil((log) => /metrics-source|Prometheus/.test(log) && /a job/.test(log));

  for (const text of [written, again, await kept(), published()]) {
    expect(text.length).toBeGreaterThan(0);
    expectNoSecret(text);
  }
  expect(github.log.entries.length).toBeGreaterThan(0);
});
