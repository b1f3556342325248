import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

// `templates/` lies beside `src/` in a checkout and beside `dist/` in an installation; both are three folders up.
const templates = new URL("../../../templates/", import.meta.url);

/** Reads one of the texts in `templates/`. */
export function readTemplate(name: string): string {
  return readFileSync(new URL(name, templates), "utf8");
}

/** Path of a file or folder in `templates/`. */
export function templatePath(name: string): string {
  return fileURLToPath(new URL(name, templates));
}
