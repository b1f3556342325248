import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { instant } from "../../core/model/index.ts";
import { createPrometheusSource, type PrometheusTls, parsePrometheusUrl } from "./index.ts";

const pem = (name: string) =>
  fileURLToPath(new URL(`../../../test/support/prometheus/${name}.pem`, import.meta.url));
const answer = JSON.stringify({ status: "success", data: { resultType: "scalar", result: [1, "1"] } });
const cleanups: (() => void)[] = [];

beforeEach(() => {
  // Undici reads these before the upper-case ones.
  for (const name of ["http_proxy", "https_proxy", "no_proxy"]) vi.stubEnv(name, "");
});

afterEach(() => {
  vi.unstubAllEnvs();
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A proxy that answers http:// itself and leads every tunnel to one port; it notes what it is asked for. */
async function startProxy(options: { readonly tunnelTo?: number; readonly status?: number } = {}) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers["proxy-authorization"] ?? "-"}`);
    request.resume();
    response.writeHead(options.status ?? 200).end(options.status === undefined ? answer : "");
  });
  server.on("connect", (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    if (options.tunnelTo === undefined) return socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    const onward = connect(options.tunnelTo, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    onward.on("error", () => socket.destroy());
    return socket.on("error", () => onward.destroy());
  });
  return { host: `127.0.0.1:${await listen(server)}`, seen };
}

async function ask(address: string, tls: PrometheusTls = {}): Promise<number | undefined> {
  const url = parsePrometheusUrl(address);
  if (!url.ok) throw new Error(url.error);
  const source = createPrometheusSource({ url: url.value, tls, firstRetryMillis: 1 });
  try {
    const value = (await source.instant("1", instant(0)))[0]?.value;
    expect(source.cost().bytes).toBe(answer.length);
    return value;
  } finally {
    await source.close();
  }
}

test("a server is reached through the proxy of the environment, which is told its own password only", async () => {
  const { host, seen } = await startProxy();
  vi.stubEnv("http_proxy", `http://me:p%40ss@${host}`);
  expect(await ask("http://prometheus.example:9090")).toBe(1);
  const basic = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
  expect(seen).toEqual([`POST http://prometheus.example:9090/api/v1/query ${basic}`]);
});

test("a server behind TLS is reached through a tunnel, with the TLS files given for it", async () => {
  const [cert, key] = [readFileSync(pem("loopback-cert")), readFileSync(pem("loopback-key"))];
  const port = await listen(
    createTlsServer({ cert, key }, (_, response) => {
      response.end(answer);
    }),
  );
  const { host, seen } = await startProxy({ tunnelTo: port });
  vi.stubEnv("https_proxy", `http://${host}`);
  await expect(ask("https://prometheus.example")).rejects.toMatchObject({
    message: expect.stringContaining("authority that is not trusted here"),
  });
  // Trusted now, and checked against the server's name: the certificate is for 127.0.0.1.
  await expect(ask("https://prometheus.example", { caFile: pem("loopback-cert") })).rejects.toMatchObject({
    message: expect.stringContaining("its TLS certificate is not for prometheus.example"),
  });
  expect(await ask("https://prometheus.example", { insecure: true })).toBe(1);
  expect(new Set(seen)).toEqual(new Set(["CONNECT prometheus.example:443"]));
});

test("a server on loopback is asked directly", async () => {
  const { host, seen } = await startProxy();
  const direct = await startProxy();
  vi.stubEnv("http_proxy", `http://${host}`);
  expect(await ask(`http://${direct.host}`)).toBe(1);
  expect(direct.seen).toEqual(["POST /api/v1/query -"]);
  expect(seen).toEqual([]);
});

test("a proxy that wants credentials, or leads nowhere, is named as the reason", async () => {
  const asking = await startProxy({ status: 407 });
  vi.stubEnv("http_proxy", `http://${asking.host}`);
  await expect(ask("http://prometheus.example")).rejects.toMatchObject({
    code: "unauthorized",
    message:
      "Prometheus at http://prometheus.example is unreachable: a proxy on the way asks for credentials",
  });
  const refusing = await startProxy();
  vi.stubEnv("https_proxy", `http://${refusing.host}`);
  await expect(ask("https://prometheus.example")).rejects.toMatchObject({
    code: "unreachable",
    message:
      "Prometheus at https://prometheus.example is unreachable: a proxy on the way does not connect to prometheus.example:443",
  });
});

test("an address of a proxy that cannot be read is refused without printing it", async () => {
  vi.stubEnv("http_proxy", "proxy:s3cret@3128");
  const problem = await ask("http://prometheus.example").catch((thrown: unknown) => thrown);
  expect(problem).toMatchObject({
    code: "rejected",
    message: "HTTP_PROXY or HTTPS_PROXY does not hold the address of a proxy, such as http://proxy:3128",
  });
  expect(problem).not.toHaveProperty("cause");
});
