import { Option } from "@commander-js/extra-typings";
import { type OperatorConfig, readOperatorConfig } from "../../../core/config/index.ts";
import type { Streams } from "../streams.ts";
import { configurationError, readNamedFile } from "./configuration.ts";
import { variable } from "./environment.ts";

export interface OperatorFlags {
  readonly config?: string | undefined;
}

export function operatorOption() {
  const meaning = "the operator's configuration: data sources, bounds, repositories (or OPTPASS_CONFIG)";
  return new Option("--config <file>", meaning);
}

/** `null` where no file is named. Every mistake is printed, then a UsageError thrown. */
export function readOperatorFile(
  flags: OperatorFlags,
  streams: Pick<Streams, "environment" | "stderr">,
): OperatorConfig | null {
  const file = flags.config ?? variable(streams.environment, "OPTPASS_CONFIG");
  if (file === undefined) return null;
  const operator = readOperatorConfig({ file, text: readNamedFile("--config", file) });
  if (operator.ok) return operator.value;
  throw configurationError(operator.error, streams);
}
