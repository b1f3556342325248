/** Says whether a pattern matches a text. */
export type Glob = (text: string) => boolean;

// picomatch makes regular expressions of patterns, and `*a*a*a*a*b` takes one of them 24 seconds for 200 characters:
// see docs/decisions/0026. Patterns come from repositories, so they are matched in time that is bounded by the product
// of both lengths. What is understood of them is understood as picomatch does; a test holds one against the other.

/** What is wrong with a pattern, as the end of a sentence; `null` for one that `glob` understands. */
export function globProblem(pattern: string): string | null {
  if (pattern === "" || pattern.length > longestPattern)
    return `is not between 1 and ${longestPattern} characters long`;
  const unusual = /[[\]()|+@\\]|!(?=.)/.exec(pattern.replace(/^!/, ""));
  if (unusual !== null) return `holds "${unusual[0]}": patterns are made of *, **, ? and {one,other}`;
  if (/^\/|(?:^|\/)\.{1,2}(?:\/|$)|\/\//.test(pattern.replace(/^!/, "")))
    return 'is no path from the root of the repository: leave out a leading "/", "." and ".."';
  const expanded = expandBraces(pattern);
  if (expanded === null)
    return `holds braces that are not closed, nested, or stand for more than ${mostAlternatives} patterns`;
  return expanded.some((one) => /[^/]\*\*|\*\*[^/]/.test(one.replace(/^!/, "")))
    ? 'holds "**" beside something else: it stands between "/" on its own'
    : null;
}

/** `*` and `?` stay within a part between `/`, `**` is any number of parts, `{a,b}` is either; hidden names count. */
export function glob(pattern: string): Glob {
  const alternatives = (expandBraces(pattern) ?? []).map((one) => one.split("/"));
  return (text) => {
    const parts = text.split("/");
    return alternatives.some((one) => matchesParts(one, parts));
  };
}

/** One of the patterns matches, and none of those behind a `!` does. Only such patterns: everything else. */
export function anyGlob(patterns: readonly string[]): Glob {
  const wanted = patterns.filter((one) => !one.startsWith("!")).map(glob);
  const unwanted = patterns.filter((one) => one.startsWith("!")).map((one) => glob(one.slice(1)));
  return (text) =>
    (wanted.length === 0 ? unwanted.length > 0 : wanted.some((matches) => matches(text))) &&
    !unwanted.some((matches) => matches(text));
}

const longestPattern = 200;
const mostAlternatives = 32;

function expandBraces(pattern: string): readonly string[] | null {
  let expanded: readonly string[] = [""];
  for (const piece of pattern.split(/(\{[^{}]*\})/)) {
    const isChoice = piece.startsWith("{") && piece.endsWith("}");
    if (!isChoice && /[{}]/.test(piece)) return null;
    const choices = isChoice ? piece.slice(1, -1).split(",") : [piece];
    if (expanded.length * choices.length > mostAlternatives) return null;
    expanded = expanded.flatMap((before) => choices.map((choice) => before + choice));
  }
  return expanded;
}

/** Goes back to the last `**` only: what was matched before it can stay as it is. */
function matchesParts(pattern: readonly string[], parts: readonly string[]): boolean {
  return matchesWith(pattern.length, parts.length, {
    isStar: (at) => pattern[at] === "**",
    isOne: (at, there) => matchesPart(pattern[at] ?? "", parts[there] ?? ""),
  });
}

function matchesPart(pattern: string, part: string): boolean {
  // A star on its own is at least something.
  if (part === "") return pattern === "";
  return matchesWith(pattern.length, part.length, {
    isStar: (at) => pattern[at] === "*",
    isOne: (at, there) => pattern[at] === "?" || pattern[at] === part[there],
  });
}

interface Tokens {
  readonly isStar: (at: number) => boolean;
  readonly isOne: (at: number, there: number) => boolean;
}

/** The two-pointer match of patterns with stars, in time of at most the product of the lengths. */
function matchesWith(length: number, textLength: number, { isStar, isOne }: Tokens): boolean {
  let [at, there] = [0, 0];
  let back: { at: number; there: number } | null = null;
  while (there < textLength) {
    if (at < length && isStar(at)) {
      back = { at, there };
      at += 1;
    } else if (at < length && isOne(at, there)) {
      at += 1;
      there += 1;
    } else if (back !== null) {
      back.there += 1;
      [at, there] = [back.at + 1, back.there];
    } else return false;
  }
  while (at < length && isStar(at)) at += 1;
  return at === length;
}
