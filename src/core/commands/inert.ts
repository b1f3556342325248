/** The text with no line that anybody, we ourselves or another bot, could take for a command. */
export function inert(text: string, app: string): string {
  const name = app.replace(/\[bot\]$/, "").replace(/[^A-Za-z0-9-]/g, "");
  return text.replace(new RegExp(`^([ \\t]*)(/optpass|@${name})`, "gim"), "$1&#8203;$2");
}
