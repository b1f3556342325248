import { expect, test } from "vitest";
import { parsePrometheusUrl } from "./prometheus-url.ts";

test.each([
  ["http://localhost:9090", "http://localhost:9090", "localhost:9090"],
  [" http://localhost:9090/ ", "http://localhost:9090", "localhost:9090"],
  ["https://mimir.example/prometheus/", "https://mimir.example/prometheus", "mimir.example:443"],
  ["http://prometheus.example/api/v1/", "http://prometheus.example", "prometheus.example:80"],
  ["http://prometheus.example/prefix/graph", "http://prometheus.example/prefix", "prometheus.example:80"],
  [
    "https://aps.example/workspaces/ws-1/api/v1/remote_write",
    "https://aps.example/workspaces/ws-1",
    "aps.example:443",
  ],
  ["https://mimir.example/prometheus/api/v1/query", "https://mimir.example/prometheus", "mimir.example:443"],
  ["http://[::1]:9090/a/b", "http://[::1]:9090/a/b", "[::1]:9090"],
])("%s is the API at %s", (text, base, host) => {
  expect(parsePrometheusUrl(text)).toMatchObject({ ok: true, value: { base, host, credentials: null } });
});

test("credentials are taken out of the address, so that it can be printed", () => {
  expect(parsePrometheusUrl("https://me:p%40ss%3A@prometheus.example/x")).toEqual({
    ok: true,
    value: {
      base: "https://prometheus.example/x",
      hostname: "prometheus.example",
      host: "prometheus.example:443",
      credentials: { username: "me", password: "p@ss:" },
    },
  });
});

test.each([
  "localhost:9090",
  "",
  "ftp://user:hunter2@host",
  "http://",
  "file:///etc/passwd",
  "//user:hunter2@host",
])("%j is refused with a hint and without repeating it", (text) => {
  expect(parsePrometheusUrl(text)).toEqual({
    ok: false,
    error: "the Prometheus URL must start with http:// or https://, for example http://localhost:9090",
  });
});

test.each([
  ["http://host/?token=hunter2", "must not hold a query"],
  ["http://host/#hunter2", "must not hold a query"],
  ["http://me:100%25%@host", "not percent-encoded"],
])("%j is refused", (text, sentence) => {
  const parsed = parsePrometheusUrl(text);
  expect(!parsed.ok && parsed.error).toContain(sentence);
  expect(JSON.stringify(parsed)).not.toContain("hunter2");
});
