import {
  type ConfigProblem,
  type Configuration,
  configure,
  describeProblem,
  type OperatorConfig,
  readConfigFile,
  readOperatorConfig,
} from "../../../src/core/config/index.ts";
import type { Result } from "../../../src/core/model/index.ts";

/** The repository's file `optpass.yml` on its own, with the presets of the program that it names. */
export function configurationOf(
  text: string,
  operator: OperatorConfig | null = null,
): Result<Configuration, readonly ConfigProblem[]> {
  const read = readConfigFile({ file: "optpass.yml", text });
  if (!read.ok) return read;
  const presets = read.value.extended.flatMap((one) => (one.kind === "layer" ? [one.layer] : []));
  return configure([...presets, read.value.layer], operator);
}

/** The same, of a file that is expected to be correct. */
export function aConfiguration(text: string, operator: OperatorConfig | null = null): Configuration {
  const configuration = configurationOf(text, operator);
  if (!configuration.ok) throw new Error(configuration.error.map(describeProblem).join("\n"));
  return configuration.value;
}

/** What is wrong with a file, as it is printed. */
export function problemsOf(text: string, operator: OperatorConfig | null = null): readonly string[] {
  const configuration = configurationOf(text, operator);
  return configuration.ok ? [] : configuration.error.map(describeProblem);
}

/** An operator's file beyond its version; repositories and sources are there unless said otherwise. */
export function anOperator(text: string): OperatorConfig {
  const base = [
    "version: 1",
    'repositories: ["acme/*"]',
    "sources: { main: { url: http://prometheus:9090 } }",
  ];
  const missing = base.filter((line) => !`\n${text}`.includes(`\n${line.split(":", 1)}:`));
  const operator = readOperatorConfig({ file: "optpass-server.yml", text: [...missing, text].join("\n") });
  if (!operator.ok) throw new Error(operator.error.map(describeProblem).join("\n"));
  return operator.value;
}
