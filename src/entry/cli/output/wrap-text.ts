// A number and its "%" stay together.
const blanks = / (?!%)/;

/** Text cut into lines of at most so many characters, at blanks; a longer word gets a line of its own. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(blanks)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= width || line === "") line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A label, and text beside it whose further lines begin under its first one. */
export function labelled(
  label: string,
  text: string,
  { indent, width, columns, paint }: Hang & { readonly paint: (label: string) => string },
): string {
  const start = indent + width + 1;
  const [first = "", ...rest] = wrapText(text, Math.max(leastWidth, columns - start));
  const pad = " ".repeat(Math.max(1, width - label.length + 1));
  return [
    `${" ".repeat(indent)}${paint(label)}${pad}${first}`,
    ...rest.map((line) => " ".repeat(start) + line),
  ].join("\n");
}

export interface Hang {
  readonly indent: number;
  /** Of the label. */
  readonly width: number;
  readonly columns: number;
}

const leastWidth = 24;
