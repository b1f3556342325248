import { readFile } from "node:fs/promises";
import { Agent, type Dispatcher } from "undici";
import { PortError } from "../../ports/port-error.ts";
import type { PrometheusTls } from "./options.ts";

/** Longest time to connect, TLS included. */
export const connectMillis = 10_000;

/**
 * Connections of one source. Reads the TLS files; throws a PortError `not-found` where one is not there.
 * `onBytes` is told the size of each piece of a body as it came over the wire, still packed.
 */
export async function openAgent(
  tls: PrometheusTls,
  connections: number,
  onBytes: (count: number) => void,
): Promise<Dispatcher> {
  const [ca, cert, key] = await Promise.all([tls.caFile, tls.certFile, tls.keyFile].map(readPem));
  const agent = new Agent({
    connections,
    // The request's own deadline is the only one, and covers headers and body.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: connectMillis,
      rejectUnauthorized: tls.insecure !== true,
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    },
  });
  return agent.compose((dispatch) => (options, handler) => dispatch(options, counting(handler, onBytes)));
}

async function readPem(file: string | undefined): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(file);
  } catch (cause) {
    throw new PortError("metrics-source", "not-found", `cannot read the TLS file ${file}`, { cause });
  }
}

// `fetch` unpacks a body before anybody can measure it, so it is measured here.
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
