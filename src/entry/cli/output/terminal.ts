import picocolors from "picocolors";

/** How output is drawn. */
export interface Terminal {
  readonly colour: ReturnType<typeof picocolors.createColors>;
  readonly columns: number;
}

// What tables are fitted to where there is no terminal to ask: a file or a pipe.
const defaultColumns = 160;

/** Colours follow NO_COLOR, FORCE_COLOR and whether the stream is a terminal. */
export function terminalFor(stream: {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}): Terminal {
  const { isColorSupported } = picocolors;
  const colourful = stream.isTTY === true && isColorSupported;
  return { colour: picocolors.createColors(colourful), columns: stream.columns ?? defaultColumns };
}
