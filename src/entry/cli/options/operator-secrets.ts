import { readFileSync } from "node:fs";
import type { OperatorConfig, SecretReference } from "../../../core/config/index.ts";
import { type ProcessEnvironment, variable } from "./environment.ts";

/**
 * The secrets that the operator's file points at, as far as they are there now, so that whatever a data source says
 * never repeats them.
 */
export function operatorSecrets(
  operator: OperatorConfig | null,
  environment: ProcessEnvironment,
): readonly string[] {
  const references = (operator?.sources ?? []).flatMap(({ auth, headers }): readonly SecretReference[] => [
    ...(auth.kind === "bearer" ? [auth.token] : []),
    ...(auth.kind === "basic" ? [auth.password] : []),
    ...headers.flatMap(({ value }) => (typeof value === "string" ? [] : [value])),
  ]);
  return references.flatMap((reference) => read(reference, environment) ?? []);
}

function read(reference: SecretReference, environment: ProcessEnvironment): string | null {
  if ("env" in reference) return variable(environment, reference.env) ?? null;
  try {
    return readFileSync(reference.file, "utf8").trim();
  } catch {
    // Whoever asks the source says that it cannot be read.
    return null;
  }
}
