import { err, ok, type Result } from "../../core/model/index.ts";

const publicApi = "https://api.github.com";

/**
 * Where the REST API of a GitHub is, from the address people know it by.
 *
 * - nothing, `https://github.com` and `https://api.github.com`: `https://api.github.com`
 * - `https://NAME.ghe.com` (data residency): `https://api.NAME.ghe.com`
 * - any other host is GitHub Enterprise Server: `https://HOST/api/v3`
 * - a loopback address is taken as it is, so that a local server can stand for either kind
 *
 * A refusal is one line about what is wrong with the address.
 */
export function apiBaseUrl(address?: string): Result<string, string> {
  if (address === undefined || address.trim() === "") return ok(publicApi);
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    return err(`"${address}" is not a web address; write https://ghe.example.com`);
  }
  // Never echo the address itself where it may carry a password.
  if (url.username !== "" || url.password !== "") {
    return err("the GitHub address must not contain a user or password");
  }
  if (url.search !== "" || url.hash !== "") return err(`"${address}" must end with the host or its path`);
  const path = url.pathname.replace(/\/+$/, "");
  if (isLoopback(url.hostname)) return ok(url.origin + path);
  if (url.protocol === "http:") {
    return err(`"${address}" would send the credentials unencrypted; use https`);
  }
  if (/^(?:www\.|api\.)?github\.com$/.test(url.hostname)) return ok(publicApi);
  if (url.hostname.endsWith(".ghe.com")) {
    return ok(url.hostname.startsWith("api.") ? url.origin : `https://api.${url.host}`);
  }
  return path === "" || path === "/api/v3" || path === "/api"
    ? ok(`${url.origin}/api/v3`)
    : err(`"${address}" must name the host only, for example ${url.origin}`);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
