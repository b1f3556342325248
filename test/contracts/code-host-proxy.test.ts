import { createServer, type Server } from "node:http";
import { type AddressInfo, connect as connectTo } from "node:net";
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createGitHubCodeHost } from "../../src/adapters/github/index.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { failure } from "./code-host-failure.ts";

let github: FakeGitHub;
let proxy: Proxy;

beforeAll(async () => {
  github = await startFakeGitHub();
  await github.createRepository({ owner: "acme", name: "infra", files: { "a.yaml": "cpu: 1\n" } });
});
afterAll(() => github.stop());
beforeEach(async () => {
  for (const name of ["http_proxy", "https_proxy", "no_proxy"]) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toUpperCase(), undefined);
  }
  proxy = await startProxy();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await proxy.stop();
});

const connect = (baseUrl?: string) =>
  createGitHubCodeHost({
    repository: "acme/infra",
    auth: { kind: "token", token: github.personalToken() },
    limits: { millisecondsPerSecond: 5 },
    ...(baseUrl === undefined ? {} : { baseUrl }),
  });

test.each(["http://", ""])(
  "requests and downloads go through the proxy given as %jhost:port",
  async (scheme) => {
    vi.stubEnv("HTTP_PROXY", `${scheme}${proxy.address}`);
    const host = connect(github.url);
    const commit = (await host.branch("main"))?.commit ?? "";
    expect((await host.files(commit)).files.get("a.yaml")).toEqual({ kind: "text", text: "cpu: 1\n" });
    expect(new Set(proxy.targets)).toEqual(new Set([new URL(github.url).host]));
  },
);

test("an address named by NO_PROXY is reached directly", async () => {
  vi.stubEnv("HTTP_PROXY", `http://${proxy.address}`);
  vi.stubEnv("NO_PROXY", "localhost,127.0.0.1");
  await connect(github.url).describe();
  expect(proxy.targets).toEqual([]);
});

test("github.com is asked for at the proxy for https, with its password, which no message shows", async () => {
  vi.stubEnv("HTTPS_PROXY", `http://me:s3cret@${proxy.address}`);
  proxy.refuse = true;
  const error = await failure(connect().describe());
  expect(error).toMatchObject({ code: "unreachable", retryable: true });
  expect(error.message).toContain("api.github.com cannot be reached (the proxy answered 407)");
  expect(proxy.targets[0]).toBe("api.github.com:443");
  expect(proxy.credentials).toBe(`Basic ${Buffer.from("me:s3cret").toString("base64")}`);
  expect(inspect(error, { depth: 20 })).not.toContain("s3cret");
});

test("a proxy that is not there makes GitHub unreachable rather than reached directly", async () => {
  vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:9");
  expect(await failure(connect(github.url).describe())).toMatchObject({ code: "unreachable" });
});

test.each(["http://me:s3cret@:bad", "ftp://me:s3cret@proxy:21"])(
  "an impossible address of a proxy is refused before anything is asked, without its password",
  (address) => {
    vi.stubEnv("HTTPS_PROXY", address);
    const line = "HTTPS_PROXY is not the address of a proxy; write http://proxy.example.com:3128";
    expect(() => connect(github.url)).toThrow(line);
  },
);

interface Proxy {
  readonly address: string;
  /** What it was asked to connect to. */
  readonly targets: string[];
  credentials: string | undefined;
  /** Answers 407 to everybody. */
  refuse: boolean;
  stop(): Promise<void>;
}

/** A proxy that tunnels, to loopback only. */
async function startProxy(): Promise<Proxy> {
  const server: Server = createServer((_, response) => response.writeHead(501).end());
  const state = { targets: [] as string[], credentials: undefined as string | undefined, refuse: false };
  const sockets = new Set<{ destroy(): void }>();
  const running = Object.assign(state, {
    address: "",
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  server.on("connect", (request, client) => {
    const target = request.url ?? "";
    running.targets.push(target);
    running.credentials = request.headers["proxy-authorization"];
    sockets.add(client.on("error", () => {}));
    if (running.refuse) return void client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    const upstream = connectTo(Number(target.split(":")[1]), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    sockets.add(upstream.on("error", () => client.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  running.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return running;
}
