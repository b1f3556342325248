import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { directorySource } from "../../src/adapters/system/directory-source.ts";
import { templatePath } from "../../src/adapters/system/template.ts";
import { webhookExample } from "../support/builders/webhook-examples.ts";
import { optpass } from "../support/cli/run-cli.ts";
import { type Shop, startShop } from "../support/estate/start-shop.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { deliver } from "../support/server/deliver.ts";
import { serveApp } from "../support/server/serve-app.ts";

const { prometheus, promtool } = inject("tools");
const ready = prometheus !== null && promtool !== null;
const permissions = { contents: "write", pull_requests: "write", issues: "write", checks: "write" } as const;
const bearer = "a-bearer-that-nobody-may-see";
const key = "a-key-that-nobody-may-see";
const webhookSecret = "a-webhook-secret-that-nobody-may-see";
const certificate = new URL("../support/prometheus/loopback-cert.pem", import.meta.url).pathname;
const certificateKey = new URL("../support/prometheus/loopback-key.pem", import.meta.url).pathname;

describe.skipIf(!ready)("the operator's file", () => {
  let shop: Shop;
  let github: FakeGitHub;
  let guard: Server;
  let folder: string;
  let files: Readonly<Record<string, string>>;
  let seen: IncomingMessage["headers"][];
  let [working, mostWorking] = [0, 0];

  beforeAll(async () => {
    [shop, github, folder] = await Promise.all([
      startShop(),
      startFakeGitHub(),
      mkdtemp(join(tmpdir(), "optpass-operator-")),
    ]);
    const { files: read } = await directorySource(templatePath("demo/repository")).read();
    files = Object.fromEntries(
      [...read].flatMap(([path, file]) =>
        file.kind === "text" && path.startsWith("apps/") ? [[path, file.text]] : [],
      ),
    );
    // Lets through who has a token, a tenant and a key, to the real Prometheus; tells others what they asked with.
    const tls = { cert: await readFile(certificate), key: await readFile(certificateKey) };
    guard = createServer(tls, (incoming, response) => {
      const { headers, method, url } = incoming;
      seen.push(headers);
      working += 1;
      mostWorking = Math.max(mostWorking, working);
      response.on("close", () => {
        working -= 1;
      });
      const isKnown = headers.authorization === `Bearer ${bearer}` && headers["x-key"] === key;
      if (!isKnown || headers["x-scope-orgid"] !== "platform") {
        response.writeHead(401, { "content-type": "text/plain" });
        response.end(`refused: ${JSON.stringify(headers)}`);
        return;
      }
      const forwarded = request(`${shop.url}${url}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      incoming.pipe(forwarded);
    });
    await new Promise<void>((resolve) => guard.listen(0, "127.0.0.1", resolve));
  }, 300_000);

  afterAll(async () => {
    expect(github?.violations).toEqual([]);
    guard?.closeAllConnections();
    guard?.close();
    await shop?.stop();
    await github?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    [seen, working, mostWorking] = [[], 0, 0];
    await writeFile(join(folder, "token"), `${bearer}\n`);
    await writeOperator();
  });

  function writeOperator(more = ""): Promise<void> {
    const { port } = guard.address() as AddressInfo;
    return writeFile(
      join(folder, "optpass-server.yml"),
      `version: 1
repositories: ["acme/*", "!acme/closed"]
sources:
  guarded:
    url: https://127.0.0.1:${port}
    auth: { bearer: { file: ${join(folder, "token")} } }
    headers: { X-Scope-OrgID: platform }
    secretHeaders: { X-Key: { env: GUARD_KEY } }
    tls: { ca: ${certificate} }
    limits: { concurrency: 2 }
  payments: { url: "http://127.0.0.1:1", repositories: ["acme/payments-*"] }
bounds: { open: 2 }
${more}`,
    );
  }

  async function enter(name: string, config: string | null) {
    const fullName = `acme/${name}`;
    const { issues, pulls } = await github.createRepository({
      owner: "acme",
      name,
      files: config === null ? files : { ...files, ".github/optpass.yml": config },
    });
    const token = github.actionsToken(fullName, permissions);
    return {
      issues: () => [...issues.values()],
      pulls: () => [...pulls.values()],
      async run(environment: Readonly<Record<string, string>> = { GUARD_KEY: key }) {
        github.log.clear();
        const ended = await optpass(
          ["run", fullName, "--at", shop.at, "--config", join(folder, "optpass-server.yml")],
          {
            environment: {
              GITHUB_TOKEN: token,
              OPTPASS_GITHUB_URL: github.url,
              OPTPASS_GITHUB_WRITE_BURST: "1000",
              OPTPASS_CACHE: join(folder, "cache"),
              ...environment,
            },
          },
        );
        const { stdout, stderr } = ended;
        const texts = [...pulls.values(), ...issues.values()].map(({ body }) => body);
        for (const secret of [bearer, key, token])
          expect([stdout, stderr, ...texts].join("\n")).not.toContain(secret);
        return { ...ended, writes: github.log.writes().length };
      },
    };
  }

  test("names the source that a run reads, with its token, headers, certificates and limits", async () => {
    const room = await enter("infra", "version: 1\nsource: guarded\n");

    const { code, stderr } = await room.run();

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(room.pulls().length).toBeGreaterThan(0);
    expect(seen.length).toBeGreaterThan(0);
    for (const headers of seen)
      expect(headers).toMatchObject({
        authorization: `Bearer ${bearer}`,
        "x-key": key,
        "x-scope-orgid": "platform",
      });
    expect(mostWorking).toBeLessThanOrEqual(2);
  }, 120_000);

  test("gives a repository that names none the only source that it may choose", async () => {
    const room = await enter("plain", "version: 1\nmode: observe\n");

    expect(await room.run()).toMatchObject({ code: 0, writes: 0 });
    expect(seen.length).toBeGreaterThan(0);
  }, 120_000);

  test.each([
    ["a source that is not there", "source: nope", 2, 'source: the operator has no data source "nope"'],
    [
      "an address for a source",
      'source: "http://169.254.169.254/"',
      2,
      "addresses belong into the operator's configuration",
    ],
    [
      "sources of its own",
      "sources: { main: { url: http://evil } }",
      2,
      "sources: addresses, headers and credentials are the operator's to give",
    ],
    [
      "headers",
      "headers: { X-Scope-OrgID: other }",
      2,
      "headers: addresses, headers and credentials are the operator's to give",
    ],
    [
      "looser bounds",
      "limits: { open: 9 }",
      2,
      "9 is more than the operator of this server allows, which is 2",
    ],
    ["a source of others", "source: payments", 2, 'source: the operator has no data source "payments"'],
  ])("a repository that asks for %s is told so, and nothing is asked", async (what, line, code, message) => {
    const room = await enter(what.replaceAll(" ", "-"), `version: 1\n${line}\n`);

    const ended = await room.run();

    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(message);
    expect(room.issues()).toMatchObject([
      {
        title: "OptPass: the configuration has mistakes",
        state: "open",
        body: expect.stringContaining(".yml:"),
      },
    ]);
    expect(room.pulls()).toEqual([]);
    expect(seen).toEqual([]);
  });

  test("a repository that may choose between several and does not is told so", async () => {
    const room = await enter("payments-undecided", "version: 1\n");

    const { code, stderr } = await room.run();

    expect(code).toBe(2);
    expect(stderr).toContain(
      ".github/optpass.yml:1:1: choose a data source with `source`; there are guarded, payments",
    );
    expect(room.issues()).toHaveLength(1);
  });

  test("a repository without a configuration gets one that chooses, and a preview from there", async () => {
    const room = await enter("payments-new", null);

    const { code, stderr } = await room.run();

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(room.pulls()).toMatchObject([{ headRef: "optpass/configure" }]);
    expect(room.pulls()[0]?.body).toContain("### What to expect");
    expect(await github.readFile("acme/payments-new", "optpass/configure", ".github/optpass.yml")).toContain(
      "source: guarded",
    );
  }, 120_000);

  test("a repository that it does not list is not touched", async () => {
    const room = await enter("closed", "version: 1\n");

    expect(await room.run()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("acme/closed is none of the repositories"),
      writes: 0,
    });
  });

  test("its kill switch stops everything, with its reason", async () => {
    await writeOperator('stopped: { reason: "incident 4711" }\n');
    const room = await enter("stopped", "version: 1\n");

    expect(await room.run()).toMatchObject({
      code: 0,
      stdout: "acme/stopped: Nothing is done: incident 4711.\n",
      writes: 0,
    });
    expect(seen).toEqual([]);
  });

  test("a secret that is not there is named by where it should be", async () => {
    const room = await enter("unset", "version: 1\n");

    expect(await room.run({})).toMatchObject({
      code: 2,
      stderr: "error: data source guarded: the variable GUARD_KEY is not set\n",
    });
  });

  test("a source that repeats what it was asked with gives no secret away", async () => {
    const room = await enter("echo", "version: 1\n");

    const { code, stderr } = await room.run({ GUARD_KEY: "another-key" });

    expect(code).toBe(3);
    expect(stderr).toContain("401");
    expect(stderr).not.toContain("another-key");
    expect(seen.length).toBeGreaterThan(0);
  });

  test("names the sources of a server, which logs no secret when one of them fails", async () => {
    await enter("served", "version: 1\n");
    const app = github.createApp({ account: "acme", permissions });
    const environment = {
      OPTPASS_APP_ID: String(app.appId),
      OPTPASS_APP_PRIVATE_KEY: app.privateKey,
      OPTPASS_WEBHOOK_SECRET: webhookSecret,
      OPTPASS_GITHUB_URL: github.url,
      OPTPASS_CACHE: join(folder, "cache"),
      OPTPASS_STORE: join(folder, "store"),
      OPTPASS_CONFIG: join(folder, "optpass-server.yml"),
    };
    const payload = webhookExample("installation_repositories", "added", (change) => {
      change.repositories_added = [{ ...change.repositories_added[0], full_name: "acme/served" }];
      change.repositories_removed = [];
    });
    const servedWith = async (guardKey: string, isOver: (log: string) => boolean): Promise<string> => {
      const served = await serveApp(["--at", shop.at], { ...environment, GUARD_KEY: guardKey });
      const event = "installation_repositories";
      await deliver(served.port, { event, payload, secret: webhookSecret });
      while (!isOver(served.log())) await wait(20);
      const { stdout, stderr } = await served.stop();
      return stdout + stderr;
    };

    const failed = await servedWith("another-key", (log) => /gave up a job|that failed/.test(log));
    const done = await servedWith(key, (log) => /"job":"pass acme\/served".*"msg":"job done"/.test(log));

    expect(done).toContain("performed");
    for (const secret of [bearer, key, "another-key", webhookSecret])
      expect(failed + done).not.toContain(secret);
  }, 120_000);
});
