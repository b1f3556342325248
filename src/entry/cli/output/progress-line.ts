import type { Progress } from "../../../app/progress.ts";
import { printable } from "./printable.ts";

interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** One line that is rewritten in place, only on a terminal; elsewhere nothing is said. */
export function progressLine(stream: ProgressStream): { readonly progress: Progress; clear(): void } {
  if (stream.isTTY !== true) return { progress: () => {}, clear: () => {} };
  const clear = (): void => {
    stream.write("\r\u001b[2K");
  };
  return {
    progress: ({ step, done, of, detail }) => {
      const line = `${step} ${done}/${of} ${printable(detail)}`;
      clear();
      stream.write(line.slice(0, (stream.columns ?? 80) - 1));
    },
    clear,
  };
}
