// Takes texts of optpass.yml, of presets and of the operator's file; gives the Policy, or what is wrong and where.

export { appendRule, type WrittenRule } from "./append-rule.ts";
export type { Bounds } from "./bounds.ts";
export {
  type ConfigFile,
  type ConfigLayer,
  type ConfigText,
  type Extended,
  type Origin,
  readConfigFile,
} from "./config-layer.ts";
export { type Configuration, configure, describeOrigin, originOf } from "./configure.ts";
export { configFileNames, type FoundConfig, findConfig, organisationFile } from "./file-names.ts";
export { type JsonSchema, operatorJsonSchema, repositoryJsonSchema } from "./json-schema.ts";
export {
  chooseSource,
  type DataSource,
  type DataSourceAuth,
  type DataSourceHeader,
  type OperatorConfig,
  readOperatorConfig,
  type SecretReference,
  sourcesFor,
} from "./operator.ts";
export { outsideScope } from "./path-scope.ts";
export type { PresetFile } from "./presets.ts";
export { configurationJson, printConfiguration } from "./print-configuration.ts";
export { type ConfigProblem, describeProblem } from "./problem.ts";
export {
  type ConfigAnnotation,
  type ConfigIssue,
  configAnnotations,
  configProblemsIssue,
} from "./problem-reports.ts";
export { referenceTable } from "./reference.ts";
export { overrideTuning, type RuleSubject, type Settled, settle, settleTogether } from "./settle.ts";
export { sourceProblem } from "./source-problem.ts";
