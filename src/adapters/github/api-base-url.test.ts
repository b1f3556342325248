import { expect, test } from "vitest";
import { apiBaseUrl } from "./api-base-url.ts";

test.each([
  [undefined, "https://api.github.com"],
  ["", "https://api.github.com"],
  ["https://github.com", "https://api.github.com"],
  ["https://api.github.com/", "https://api.github.com"],
  ["https://ghe.example.com", "https://ghe.example.com/api/v3"],
  ["https://ghe.example.com:8443/", "https://ghe.example.com:8443/api/v3"],
  ["https://ghe.example.com/api/v3/", "https://ghe.example.com/api/v3"],
  ["https://octo.ghe.com", "https://api.octo.ghe.com"],
  ["https://api.octo.ghe.com", "https://api.octo.ghe.com"],
  ["http://127.0.0.1:4010", "http://127.0.0.1:4010"],
  ["http://127.0.0.1:4010/api/v3", "http://127.0.0.1:4010/api/v3"],
  ["http://localhost:4010/", "http://localhost:4010"],
  ["http://[::1]:4010", "http://[::1]:4010"],
])("the API of %s is at %s", (address, api) => {
  expect(apiBaseUrl(address)).toEqual({ ok: true, value: api });
});

test.each([
  ["ghe.example.com", "not a web address"],
  ["file:///etc/passwd", "not a web address"],
  ["http://ghe.example.com", "use https"],
  // A name that only begins like loopback.
  ["http://127.0.0.1.example.com", "use https"],
  ["https://ghe.example.com/acme/infra", "must name the host only"],
  ["https://ghe.example.com/?x=1", "must end with the host"],
])("%s is refused because it is %s", (address, reason) => {
  const result = apiBaseUrl(address);
  expect(result.ok ? "" : result.error).toContain(reason);
});

test("a password in the address is refused and not repeated", () => {
  const result = apiBaseUrl("https://user:hunter2@ghe.example.com");
  expect(result).toEqual({ ok: false, error: "the GitHub address must not contain a user or password" });
});
