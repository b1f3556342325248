import type { OutputStream } from "../streams.ts";

/** Writes, and waits while whoever reads is behind: what is not read yet must not pile up in memory. */
export async function writeAll(stream: OutputStream, text: string): Promise<void> {
  const { once } = stream;
  if (stream.write(text) !== false || once === undefined) return;
  await new Promise<void>((resolve) => {
    for (const event of ["drain", "close"] as const) once.call(stream, event, resolve);
  });
}
