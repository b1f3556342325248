import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instant } from "../../core/model/index.ts";
import { createPrometheusSource, type PrometheusTls, parsePrometheusUrl } from "./index.ts";

// Self-signed for 127.0.0.1; the server takes it as a client's certificate too.
const pem = (name: string) =>
  fileURLToPath(new URL(`../../../test/support/prometheus/${name}.pem`, import.meta.url));
const [certFile, keyFile] = [pem("loopback-cert"), pem("loopback-key")];

describe("a server behind TLS", () => {
  let server: Server;
  beforeAll(async () => {
    const [cert, key] = [readFileSync(certFile), readFileSync(keyFile)];
    server = createServer(
      { cert, key, ca: cert, requestCert: true, rejectUnauthorized: false },
      (request, response) => {
        const value = (request.socket as TLSSocket).authorized ? "1" : "0";
        response.end(
          JSON.stringify({ status: "success", data: { resultType: "scalar", result: [1, value] } }),
        );
      },
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** 1 where the server knew the client by its certificate, 0 where it did not. */
  async function ask(tls: PrometheusTls, scheme = "https"): Promise<number | undefined> {
    const url = parsePrometheusUrl(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`);
    if (!url.ok) throw new Error(url.error);
    const source = createPrometheusSource({ url: url.value, tls, firstRetryMillis: 1 });
    try {
      return (await source.instant("1", instant(0)))[0]?.value;
    } finally {
      await source.close();
    }
  }

  test("whose authority is unknown is refused, and says what to give", async () => {
    await expect(ask({})).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(/authority that is not trusted here; give the authority's file$/),
    });
  });

  test("is trusted with its authority's file", async () => {
    expect(await ask({ caFile: certFile })).toBe(0);
  });

  test("knows the client by its certificate", async () => {
    expect(await ask({ caFile: certFile, certFile, keyFile })).toBe(1);
  });

  test("is believed without proof only where that was asked for", async () => {
    expect(await ask({ insecure: true })).toBe(0);
  });

  test("is unreachable without TLS", async () => {
    await expect(ask({}, "http")).rejects.toMatchObject({ code: "unreachable" });
  });

  test("and a file that is not there is named", async () => {
    await expect(ask({ caFile: "/no/such/ca.pem" })).rejects.toMatchObject({
      code: "not-found",
      message: "cannot read the TLS file /no/such/ca.pem",
    });
  });
});
