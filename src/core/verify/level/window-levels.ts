// A window says something if six of ten hours of it were measured.
const leastShare = 0.6;

// Without the highest and the lowest quarter of its hours, a window forgets a burst of a few hours.
const trimmed = 0.25;

/** The level of each window of some hours, at the hour where it begins; NaN where too little of it was measured. */
export function windowLevels(levels: Float64Array, hours: number): Float64Array {
  const found = new Float64Array(levels.length).fill(Number.NaN);
  const ascending: number[] = [];
  for (let at = 0; at < levels.length; at += 1) {
    insert(ascending, levels[at] ?? Number.NaN);
    const from = at - hours + 1;
    if (from < 0) continue;
    if (ascending.length >= hours * leastShare) found[from] = middleOf(ascending);
    remove(ascending, levels[from] ?? Number.NaN);
  }
  return found;
}

// The window moves by an hour at a time, so that keeping it sorted costs one insertion instead of a sort.
function insert(ascending: number[], level: number): void {
  if (Number.isNaN(level)) return;
  let at = ascending.length;
  while (at > 0 && (ascending[at - 1] ?? level) > level) at -= 1;
  ascending.splice(at, 0, level);
}

function remove(ascending: number[], level: number): void {
  if (!Number.isNaN(level)) ascending.splice(ascending.indexOf(level), 1);
}

function middleOf(ascending: readonly number[]): number {
  const cut = Math.floor(ascending.length * trimmed);
  let sum = 0;
  for (let at = cut; at < ascending.length - cut; at += 1) sum += ascending[at] ?? 0;
  return sum / (ascending.length - 2 * cut);
}
