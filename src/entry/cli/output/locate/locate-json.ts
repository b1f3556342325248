import { explainRefusal, numberOf } from "../../../../core/model/index.ts";
import type { Findings } from "./findings.ts";

/** What was found for programs. `version` changes when a reader of an older one would misread it. */
export function locateJson({ environments, settings, refused, notices }: Findings): string {
  const report = {
    version: 1,
    environments: environments.map(({ name, kind, path, declaredBy }) => ({ name, kind, path, declaredBy })),
    settings,
    refused: refused.map(({ environment, target, setting, refusal }) => ({
      environment,
      target,
      setting,
      code: refusal.code,
      number: numberOf(refusal),
      message: explainRefusal(refusal),
    })),
    notices,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
