import { distance } from "fastest-levenshtein";

// Comparing takes the product of both lengths; a longer word is no slip of a known one.
const longestCompared = 60;

/** The known word that was most likely meant; `null` when none is close. */
export function suggest(word: string, known: readonly string[]): string | null {
  if (word.length > longestCompared) return null;
  const asked = word.toLowerCase();
  let best: { readonly word: string; readonly away: number } | null = null;
  for (const one of known) {
    const away = distance(asked, one.toLowerCase());
    const length = Math.max(asked.length, one.length);
    // Two letters that changed places are two edits.
    const mostAway = length < 4 ? 1 : Math.max(2, Math.floor(length / 3));
    if (away <= mostAway && (best === null || away < best.away)) best = { word: one, away };
  }
  return best?.word ?? null;
}

/** `; did you mean "limits"?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = suggest(word, known);
  return meant === null ? "" : `; did you mean "${meant}"?`;
}
