import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder and those above it, one after the other: `mkdir` with `recursive` never comes back in Node 20 where a
 * file system has no such entry and takes none, as `/proc`.
 */
export function makeFolder(directory: string): void {
  const missing: string[] = [];
  for (let path = resolve(directory); !existsSync(path); path = dirname(path)) missing.push(path);
  for (const path of missing.reverse()) {
    try {
      mkdirSync(path);
    } catch (cause) {
      // Another process made it meanwhile.
      if (!existsSync(path)) throw cause;
    }
  }
  // A file in its place: let the system say so.
  if (!statSync(directory).isDirectory()) mkdirSync(directory);
}
