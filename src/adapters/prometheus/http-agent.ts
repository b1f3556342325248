import { readFile } from "node:fs/promises";
import { Agent, type buildConnector, type Dispatcher, EnvHttpProxyAgent } from "undici";
import { PortError } from "../../ports/port-error.ts";
import type { PrometheusTls } from "./options.ts";
import { isLoopback, type PrometheusUrl } from "./prometheus-url.ts";

/** Longest time to connect, TLS included. */
export const connectMillis = 10_000;

/**
 * Connections of one source, through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name. Reads the TLS files;
 * throws a PortError `not-found` where one is not there.
 * `onBytes` is told the size of each piece of a body as it came over the wire, still packed.
 */
export async function openAgent(
  server: PrometheusUrl,
  tls: PrometheusTls,
  connections: number,
  onBytes: (count: number) => void,
): Promise<Dispatcher> {
  const [ca, cert, key] = await Promise.all([tls.caFile, tls.certFile, tls.keyFile].map(readPem));
  const connect = {
    timeout: connectMillis,
    rejectUnauthorized: tls.insecure !== true,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  // The request's own deadline is the only one, and covers headers and body.
  const options = { connections, headersTimeout: 0, bodyTimeout: 0, connect };
  const agent = isLoopback(server) ? new Agent(options) : openProxied(options);
  return agent.compose((dispatch) => (options, handler) => dispatch(options, counting(handler, onBytes)));
}

function openProxied(options: Agent.Options & { readonly connect: buildConnector.BuildOptions }): Dispatcher {
  try {
    return new EnvHttpProxyAgent({
      ...options,
      requestTls: options.connect,
      // The authority and certificate of the server are not those of the proxy.
      proxyTls: { timeout: connectMillis },
      // As other programs do: a proxy is asked for an http:// address itself, and opens tunnels for https:// only.
      proxyTunnel: false,
    });
  } catch {
    // No cause: it quotes the address, which may hold a password.
    const message =
      "HTTP_PROXY or HTTPS_PROXY does not hold the address of a proxy, such as http://proxy:3128";
    throw new PortError("metrics-source", "rejected", message);
  }
}

async function readPem(file: string | undefined): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(file);
  } catch (cause) {
    throw new PortError("metrics-source", "not-found", `cannot read the TLS file ${file}`, { cause });
  }
}

// A body is unpacked before anybody reads it, so it is measured here.
function counting(
  handler: Dispatcher.DispatchHandler,
  onBytes: (count: number) => void,
): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (...given) => handler.onRequestStart?.(...given),
    onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
    onResponseStart: (...given) => handler.onResponseStart?.(...given),
    onResponseData: (controller, chunk) => {
      onBytes(chunk.length);
      handler.onResponseData?.(controller, chunk);
    },
    onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
    onResponseError: (...given) => handler.onResponseError?.(...given),
  };
}
