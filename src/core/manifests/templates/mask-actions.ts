/**
 * A template with something else in the place of every action, so that the rest can be read as YAML: each place stays
 * where it is. What stands alone on its lines becomes spaces, and in a line a word of its own that no value is.
 */
export function maskActions(text: string): string {
  const actions = [...actionsIn(text)];
  const alone = aloneOnTheirLines(text, actions);
  const parts: string[] = [];
  let at = 0;
  for (const [index, [start, end]] of actions.entries()) {
    const action = text.slice(start, end);
    parts.push(text.slice(at, start), alone[index] === true ? blank(action) : wordFor(action, index));
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join("");
}

/**
 * The same without what stands between an `else` and its `end`: two branches that write the same key are no YAML
 * together.
 */
export function maskFirstBranches(text: string): string {
  const masked = maskActions(text);
  const parts: string[] = [];
  let at = 0;
  for (const [start, end] of elsesIn(text)) {
    if (start < at) continue;
    parts.push(masked.slice(at, start), blank(masked.slice(start, end)));
    at = end;
  }
  parts.push(masked.slice(at));
  return parts.join("");
}

// From the first `else` of a block to its `end`; the outermost come before those that they hold.
function elsesIn(text: string): readonly Range[] {
  const open: { elseAt: number | null }[] = [];
  const found: Range[] = [];
  for (const [start, end] of actionsIn(text)) {
    const word = /^\{\{-?\s{0,100}(if|with|range|define|block|else|end)\b/.exec(
      text.slice(start, start + 200),
    )?.[1];
    const block = open.at(-1);
    if (word === "else") {
      if (block !== undefined) block.elseAt ??= end;
    } else if (word === "end") {
      const closed = open.pop();
      if (closed !== undefined && closed.elseAt !== null) found.push([closed.elseAt, start]);
    } else if (word !== undefined) open.push({ elseAt: null });
  }
  return found.sort(([left], [right]) => left - right);
}

type Range = readonly [start: number, end: number];

// A comment or a text inside an action may hold what looks like its end.
function* actionsIn(text: string): Generator<Range> {
  for (let start = text.indexOf("{{"); start >= 0; ) {
    const end = endOfAction(text, start + 2);
    yield [start, end];
    start = text.indexOf("{{", end);
  }
}

function endOfAction(text: string, from: number): number {
  const comment = /^-?\s*\/\*/.exec(text.slice(from, from + 200));
  if (comment !== null) {
    const close = text.indexOf("*/", from + comment[0].length);
    const end = close < 0 ? -1 : text.indexOf("}}", close);
    return end < 0 ? text.length : end + 2;
  }
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === "}" && text[at + 1] === "}") return at + 2;
    if (character === "`") at = skipTo("`", text, at);
    else if (character === '"') at = skipQuoted(text, at);
  }
  return text.length;
}

function skipTo(mark: string, text: string, from: number): number {
  const end = text.indexOf(mark, from + 1);
  return end < 0 ? text.length : end;
}

function skipQuoted(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"' || text[at] === "\n") return at;
  }
  return text.length;
}

/** Which of them stand on lines with nothing else than actions. Looks at each piece between two actions once. */
function aloneOnTheirLines(text: string, actions: readonly Range[]): readonly boolean[] {
  const before: boolean[] = [];
  for (const [index, [start]] of actions.entries()) {
    const gap = text.slice(actions[index - 1]?.[1] ?? 0, start);
    const line = gap.lastIndexOf("\n");
    const begins = line >= 0 || (before[index - 1] ?? true);
    before.push(begins && gap.slice(line + 1).trim() === "");
  }
  const after: boolean[] = [];
  for (let index = actions.length - 1; index >= 0; index--) {
    const gap = text.slice(actions[index]?.[1] ?? 0, actions[index + 1]?.[0] ?? text.length);
    const line = gap.indexOf("\n");
    const ends = line >= 0 || (after[index + 1] ?? true);
    after[index] = ends && (line < 0 ? gap : gap.slice(0, line)).trim() === "";
  }
  return before.map((isFirst, index) => isFirst && after[index] === true);
}

function blank(action: string): string {
  return action.replace(/[^\r\n]/g, " ");
}

// An action has at least four characters.
function wordFor(action: string, number: number): string {
  const word = `x${(number % 46_656).toString(36).padStart(3, "0")}`;
  return word.padEnd(action.length, "x").slice(0, action.length);
}
