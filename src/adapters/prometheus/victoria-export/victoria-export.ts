import type { LabelMatcher, Window } from "../../../core/model/index.ts";
import type { PrometheusClient } from "../client.ts";
import type { HttpStream } from "../http-stream.ts";
import { mediaTypeOf, type PieceReader, type RawProtocol, refusedAnswer } from "../raw-samples/index.ts";
import { unixSeconds } from "../time-slices.ts";
import { readExportLine } from "./export-line.ts";
import { LineReader } from "./line-reader.ts";

/**
 * `/api/v1/export`. Without `reduce_mem_usage` the server puts the blocks of a series in order and drops duplicates as
 * it is configured to; with it, blocks come as they lie on its disks. It always refuses to leave out a storage node
 * that does not answer, and breaks the connection where it fails on the way.
 */
export const victoriaExport: RawProtocol = { open: openExport, piecesOf: linesOf };

// A line of so many samples is about 300 KB.
const mostRowsPerLine = 10_000;

// The first of them in all versions so far; the others are other names of the same.
const lineTypes: readonly string[] = ["application/stream+json", "application/x-ndjson", "application/jsonl"];

async function openExport(
  client: PrometheusClient,
  { matchers, window }: { readonly matchers: readonly LabelMatcher[]; readonly window: Window },
): Promise<HttpStream> {
  const form = new URLSearchParams({
    "match[]": `{${matchers.map(({ label, op, value }) => `${label}${op}${JSON.stringify(value)}`).join(",")}}`,
    // Both ends are included there.
    start: unixSeconds(Math.ceil(window.from)),
    end: unixSeconds(Math.ceil(window.to) - 1),
    max_rows_per_line: `${Math.min(mostRowsPerLine, client.limits.maxSamplesPerQuery)}`,
  });
  const headers = { "content-type": "application/x-www-form-urlencoded", accept: "*/*" };
  const stream = await client.open({ path: "export", body: form.toString(), headers });
  stream.resume();
  if (stream.status === 200 && lineTypes.includes(mediaTypeOf(stream))) return stream;
  throw await refusedAnswer(client, stream, "export of VictoriaMetrics");
}

function linesOf(client: PrometheusClient, stream: HttpStream): PieceReader {
  const lines = new LineReader(() => stream.read(), client.limits.maxResponseBytes);
  return {
    next: async () => {
      const line = await lines.next();
      return line === null ? null : [readExportLine(line)];
    },
  };
}
