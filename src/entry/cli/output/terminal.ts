import picocolors from "picocolors";

/** How output is drawn. */
export interface Terminal {
  readonly colour: ReturnType<typeof picocolors.createColors>;
  readonly columns: number;
  readonly isTerminal: boolean;
}

// What tables are fitted to where there is no terminal to ask: a file or a pipe.
const defaultColumns = 160;

/** Colours are for terminals, unless NO_COLOR says otherwise. */
export function terminalFor(stream: {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}): Terminal {
  const { isColorSupported } = picocolors;
  const colourful = stream.isTTY === true && isColorSupported;
  return {
    colour: picocolors.createColors(colourful),
    columns: stream.columns ?? defaultColumns,
    isTerminal: stream.isTTY === true,
  };
}
