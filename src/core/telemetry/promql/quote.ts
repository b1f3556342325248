const escapes: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ['"', '\\"'],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/**
 * A label value as a double-quoted PromQL string that means exactly this value, whatever it holds: PromQL strings
 * follow Go's, where a raw line break is an error. Other control characters are escaped so that logs stay readable.
 */
export function quoteLabelValue(value: string): string {
  const body = value.replace(/[\\"\p{Cc}]/gu, (character) => escapes.get(character) ?? byCode(character));
  return `"${body}"`;
}

// Not `\x85`, which is one byte and no character.
function byCode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
