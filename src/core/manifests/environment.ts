import { baseName, within } from "./repository-path.ts";

/** What is deployed together: a kustomization that no other one includes, or a folder of plain manifests. */
export interface Environment {
  /** For people and `--environment`: its directory, `.` for the root. */
  readonly name: string;
  readonly kind: "kustomization" | "raw";
  /** Directory; `""` is the root. */
  readonly path: string;
}

/**
 * Whether a person means this environment: its directory, a directory above it, or the last part of its directory
 * (`production` for `overlays/production`).
 */
export function isChosen(environment: Environment, choice: string | undefined): boolean {
  if (choice === undefined) return true;
  const wanted = choice.replace(/^\.\//, "").replace(/\/+$/, "");
  if (wanted === "." || wanted === "") return environment.path === "";
  return within(wanted, environment.path) || baseName(environment.path) === wanted;
}
