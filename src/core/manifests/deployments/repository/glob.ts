/**
 * Whether a path matches a glob pattern: `*`, `?`, `[a-z]`, `[^a]`, `\x`; with `alternatives` also `{a,b}`, and with
 * `deep` also `**` as a whole part. With `crossing`, `*` takes `/` too. Takes time in proportion to the product of the
 * two lengths at most.
 */
export function matchesGlob(pattern: string, path: string, style: GlobStyle): boolean {
  if (pattern.length > 300) return false;
  const patterns = style.alternatives ? expandBraces(pattern) : [pattern];
  return patterns.some((one) =>
    style.crossing ? matchesPart(one, path) : matchesParts(one.split("/"), path.split("/"), style.deep),
  );
}

export interface GlobStyle {
  readonly alternatives: boolean;
  readonly deep: boolean;
  readonly crossing: boolean;
}

/** Go's `path.Match`, which the git directory generator uses. */
export const directoryGlob: GlobStyle = { alternatives: false, deep: false, crossing: false };
/** The doublestar package, which the git file generator and `valueFiles` use. */
export const fileGlob: GlobStyle = { alternatives: true, deep: true, crossing: false };
/** The gobwas package without separators, which `directory.include` and `exclude` use. */
export const manifestGlob: GlobStyle = { alternatives: true, deep: false, crossing: true };

export function isGlob(pattern: string): boolean {
  return /[*?[{]/.test(pattern);
}

const mostAlternatives = 64;

function expandBraces(pattern: string): readonly string[] {
  let open = [pattern];
  const done: string[] = [];
  while (open.length > 0 && open.length + done.length <= mostAlternatives) {
    const next: string[] = [];
    for (const one of open) {
      const found = /^([^{}]*)\{([^{}]*)\}(.*)$/s.exec(one);
      if (found === null) done.push(one);
      else for (const part of (found[2] ?? "").split(",")) next.push(`${found[1]}${part}${found[3]}`);
    }
    open = next;
  }
  return open.length > 0 ? [] : done;
}

function matchesParts(pattern: readonly string[], path: readonly string[], deep: boolean): boolean {
  let reached = new Set([0]);
  for (const part of pattern) {
    const next = new Set<number>();
    for (const at of reached) {
      if (deep && part === "**") for (let to = at; to <= path.length; to++) next.add(to);
      else if (at < path.length && matchesPart(part, path[at] ?? "")) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(path.length);
}

// The last star is tried ever further; an earlier one never needs to be tried again.
function matchesPart(pattern: string, text: string): boolean {
  let [at, position] = [0, 0];
  let star: { readonly after: number; position: number } | null = null;
  while (position < text.length) {
    if (pattern[at] === "*") {
      star = { after: ++at, position };
      continue;
    }
    const length = matchesOne(pattern, at, text[position] ?? "");
    if (length > 0) {
      at += length;
      position++;
    } else if (star !== null) {
      at = star.after;
      position = ++star.position;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

// How much of the pattern matched the one character; 0 when it did not.
function matchesOne(pattern: string, at: number, character: string): number {
  const sign = pattern[at];
  if (sign === "?") return 1;
  if (sign === "\\") return pattern[at + 1] === character ? 2 : 0;
  if (sign !== "[") return sign === character ? 1 : 0;
  const end = pattern.indexOf("]", at + 2);
  if (end < 0) return 0;
  const isNegated = pattern[at + 1] === "^" || pattern[at + 1] === "!";
  const members = pattern.slice(at + (isNegated ? 2 : 1), end);
  return isMember(members, character) !== isNegated ? end + 1 - at : 0;
}

function isMember(members: string, character: string): boolean {
  for (let at = 0; at < members.length; at++) {
    const from = members[at] ?? "";
    const to = members[at + 1] === "-" && at + 2 < members.length ? (members[at + 2] ?? "") : from;
    if (from <= character && character <= to) return true;
    if (to !== from) at += 2;
  }
  return false;
}
