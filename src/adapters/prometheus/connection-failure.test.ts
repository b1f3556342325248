import { expect, test } from "vitest";
import { connectionFailure } from "./connection-failure.ts";
import { parsePrometheusUrl } from "./index.ts";

function failureOf(code: string) {
  const url = parsePrometheusUrl("https://prometheus.example");
  if (!url.ok) throw new Error(url.error);
  const low = Object.assign(new Error("low level"), { code });
  return connectionFailure(url.value, new TypeError("in between", { cause: low }));
}

test.each([
  ["ENOTFOUND", "the host name prometheus.example does not exist"],
  ["CERT_HAS_EXPIRED", "its TLS certificate has expired"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "its TLS certificate is not for prometheus.example"],
  ["EHOSTUNREACH", "there is no network route to prometheus.example:443"],
  ["EWHATEVER", "the connection failed (EWHATEVER)"],
])("a connection that fails with %s says: %s", (code, sentence) => {
  const { reason, again } = failureOf(code);
  expect(reason).toMatchObject({
    code: "unreachable",
    message: `Prometheus at https://prometheus.example is unreachable: ${sentence}`,
  });
  expect(again).toBe(false);
});

test("a reset is tried again", () => {
  expect(failureOf("ECONNRESET").again).toBe(true);
});
