import { showText } from "../../../core/model/index.ts";

const longest = 400;

/** A name or message for a terminal: one line, without the control sequences that a hostile label might hold. */
export function printable(text: string): string {
  return showText(text, longest);
}
