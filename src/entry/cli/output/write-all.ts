import type { OutputStream } from "../streams.ts";

const events = ["drain", "close"] as const;

/** Writes, and waits while whoever reads is behind: what is not read yet must not pile up in memory. */
export async function writeAll(stream: OutputStream, text: string): Promise<void> {
  if (stream.destroyed === true || stream.write(text) !== false || stream.on === undefined) return;
  await new Promise<void>((resolve) => {
    const goOn = (): void => {
      for (const event of events) stream.off?.(event, goOn);
      resolve();
    };
    for (const event of events) stream.on?.(event, goOn);
  });
}
