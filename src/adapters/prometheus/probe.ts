import type { SourceFacts } from "../../ports/metrics-source.ts";
import { PortError } from "../../ports/port-error.ts";
import type { PrometheusClient } from "./client.ts";
import { type Decoded, decodeInstant, MalformedData } from "./decode.ts";
import type { HttpAnswer } from "./http-exchange.ts";
import { oneLine } from "./one-line.ts";

/**
 * A query that costs nothing must work: build info may be open to everybody, or missing (Thanos, some managed
 * services), and says only what to call the server.
 */
export async function probe(client: PrometheusClient): Promise<SourceFacts> {
  await client.ask({ path: "query", form: new URLSearchParams({ query: "1" }), decode: decodeInstant });
  try {
    const form = new URLSearchParams();
    const product = await client.ask({
      path: "status/buildinfo",
      form,
      onlyGet: true,
      decode: decodeProduct,
    });
    return { product };
  } catch (problem) {
    if (!(problem instanceof PortError)) throw problem;
    return { product: "a Prometheus-compatible API" };
  }
}

function decodeProduct(data: unknown, { isFromVictoria }: HttpAnswer): Decoded<string> {
  const facts: { application?: unknown; version?: unknown; revision?: unknown } =
    typeof data === "object" && data !== null ? data : {};
  // VictoriaMetrics tells nothing, or the version of a Prometheus that Grafana takes it for. Its proxy vmauth sets the
  // same header on the answers of other products, which have a revision.
  if (isFromVictoria === true && facts.revision === undefined && facts.application === undefined)
    return { value: "VictoriaMetrics", samples: 0, histograms: 0 };
  if (typeof facts.version !== "string" || facts.version === "") throw new MalformedData("has no version");
  const application = typeof facts.application === "string" ? facts.application : "Prometheus";
  return { value: oneLine(`${application} ${facts.version}`), samples: 0, histograms: 0 };
}
