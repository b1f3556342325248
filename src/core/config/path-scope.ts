import type { PathScope } from "../model/index.ts";
import { anyGlob } from "./glob.ts";

/**
 * Why a file may not be edited, as the end of a sentence; `null` for one that may. Files that decide what code hosts and
 * git do are never edited, whatever anybody says.
 */
export function outsideScope({ include, exclude, within }: PathScope, path: string): string | null {
  if (/(?:^|\/)\.git(?:\/|$)|^\.github\/(?:workflows|actions)\//i.test(path))
    return "it decides what runs, and is never edited";
  if (within.length > 0 && !anyGlob(within)(path)) return "the operator of this server does not allow it";
  if (include.length > 0 && !anyGlob(include)(path)) return "`paths.include` does not name it";
  return exclude.length > 0 && anyGlob(exclude)(path) ? "`paths.exclude` names it" : null;
}
