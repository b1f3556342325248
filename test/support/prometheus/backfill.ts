import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

// promtool reads the whole input once per block: with its default of two hours, two weeks would be read 168 times.
const longestBlock = "--max-block-duration=600h";

/** Turns OpenMetrics text into blocks of a TSDB in `dataDirectory`; `file` is where the text may be kept. */
export async function backfill(
  promtool: string,
  openMetrics: string | AsyncIterable<string>,
  dataDirectory: string,
  file: string,
): Promise<void> {
  await mkdir(dataDirectory, { recursive: true });
  await pipeline(Readable.from(withEnd(openMetrics)), createWriteStream(file));
  const command = ["tsdb", "create-blocks-from", "--quiet", longestBlock, "openmetrics", file, dataDirectory];
  await run(promtool, command, { maxBuffer: 64 * 1024 * 1024 });
}

async function* withEnd(openMetrics: string | AsyncIterable<string>): AsyncIterable<string> {
  let tail = "";
  for await (const text of typeof openMetrics === "string" ? [openMetrics] : openMetrics) {
    if (text !== "") yield text;
    tail = (tail + text).slice(-16);
  }
  if (tail.trimEnd().endsWith("# EOF")) return;
  yield tail === "" || tail.endsWith("\n") ? "# EOF\n" : "\n# EOF\n";
}
