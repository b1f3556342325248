import type { ConfigLayer } from "./config-layer.ts";
import { type Configuration, originOf } from "./configure.ts";
import { chooseSource, type OperatorConfig } from "./operator.ts";
import type { ConfigProblem } from "./problem.ts";

/**
 * Why the metrics that a configuration wants cannot be read, at the line that chooses them or at the file that should;
 * `null` where they can. `operator` holds the sources that are open to the repository. Where nobody configured anything,
 * nothing is read.
 */
export function sourceProblem(
  { policy, origins, isConfigured }: Configuration,
  layers: readonly ConfigLayer[],
  operator: OperatorConfig,
): ConfigProblem | null {
  if (!isConfigured) return null;
  const chosen = chooseSource(operator, policy.source);
  if (chosen.ok) return null;
  const origin = originOf(origins, "source");
  const file = layers.findLast(({ boundBy }) => boundBy !== null)?.boundBy?.file ?? "";
  const place =
    origin.kind === "file"
      ? { file: origin.file, line: origin.line, column: origin.column, path: "source" }
      : { file, line: 1, column: 1, path: "" };
  return { ...place, message: chosen.error };
}
