import { fingerprint } from "./fingerprint.ts";

/** Stands for a path inside a file where a record has to be short. */
export function shortPath(path: string): string {
  return `#${fingerprint(path)}`;
}

/** Whether a path is the recorded one, in either form; a record that was rebuilt from a commit knows no path. */
export function isRecordedPath(recorded: string, path: string): boolean {
  return recorded === "" || recorded === path || recorded === shortPath(path);
}
