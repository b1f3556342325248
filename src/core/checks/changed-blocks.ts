import { diffLines } from "diff";
import type { FileChange } from "../model/index.ts";

/** Lines of a file that were replaced by others; one-based, half-open. Either side may be empty. */
export interface ChangedBlock {
  readonly before: { readonly from: number; readonly to: number };
  readonly after: { readonly from: number; readonly to: number };
}

// An edit of values changes few lines; a diff that needs more steps than this would take long and say little.
const mostSteps = 2000;

/** In the order of the file; none where the two have too little in common. */
export function changedBlocks({ before, after }: FileChange): readonly ChangedBlock[] {
  const blocks: ChangedBlock[] = [];
  let [old, now] = [1, 1];
  let open: ChangedBlock | null = null;
  for (const part of diffLines(before, after, { maxEditLength: mostSteps }) ?? []) {
    if (!part.added && !part.removed) {
      if (open !== null) blocks.push(open);
      open = null;
      old += part.count;
      now += part.count;
      continue;
    }
    if (part.removed) old += part.count;
    else now += part.count;
    const from: { readonly before: number; readonly after: number } =
      open === null
        ? { before: part.removed ? old - part.count : old, after: part.added ? now - part.count : now }
        : { before: open.before.from, after: open.after.from };
    open = { before: { from: from.before, to: old }, after: { from: from.after, to: now } };
  }
  return open === null ? blocks : [...blocks, open];
}
