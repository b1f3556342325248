import { type Dispatcher, EnvHttpProxyAgent } from "undici";
import { PortError } from "../../ports/port-error.ts";

/**
 * Connections by way of the proxies that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name (small letters win, as with
 * curl), or direct ones. Node's own fetch ignores these variables. Opens nothing until the first request; throws a
 * PortError when an address cannot be right.
 */
export function createDispatcher(): () => Dispatcher {
  const [httpProxy, httpsProxy] = [readProxy("http_proxy"), readProxy("https_proxy")];
  let agent: EnvHttpProxyAgent | null = null;
  return () => {
    agent ??= new EnvHttpProxyAgent({ httpProxy, httpsProxy });
    return agent;
  };
}

/** Empty for none. An address without a scheme, as curl takes it, is one of http. */
function readProxy(variable: "http_proxy" | "https_proxy"): string {
  const upper = variable.toUpperCase();
  const text = (process.env[variable] ?? process.env[upper] ?? "").trim();
  if (text === "") return "";
  const address = text.includes("://") ? text : `http://${text}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
  // The address may carry a password, so it is not shown.
  const line = `${upper} is not the address of a proxy; write http://proxy.example.com:3128`;
  throw new PortError("github", "rejected", line);
}
