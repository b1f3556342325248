import {
  type ConfigFile,
  type ConfigLayer,
  type ConfigProblem,
  type ConfigText,
  type Configuration,
  configure,
  type Extended,
  type FoundConfig,
  type OperatorConfig,
  type PresetFile,
  readConfigFile,
  sourceProblem,
  sourcesFor,
} from "../core/config/index.ts";
import { err, type Result } from "../core/model/index.ts";

export interface ConfigurationSources {
  /** What was found in the repository, always at its default branch. */
  readonly found: FoundConfig;
  /** What the organisation says; `null` where it says nothing, or there is none. */
  readonly organisation: ConfigText | null;
  /** Whose repository it is; files of others are never extended. */
  readonly owner: string | null;
  /** Reads a file that is extended, `null` when it is not there; `null` where no other repository can be read. */
  readonly readPreset: ((preset: PresetFile) => Promise<string | null>) | null;
  readonly operator: OperatorConfig | null;
  /** Its full name, by which the operator opens data sources to it; `null` where that is not known. */
  readonly repository: string | null;
}

// A preset of a preset of a preset; anything longer is a loop, or too far from its reader.
const deepest = 3;
const mostFiles = 10;

/** Reads a repository's configuration with all that it extends. Failures of the code host are PortErrors. */
export async function readConfiguration(
  sources: ConfigurationSources,
): Promise<Result<Configuration, readonly ConfigProblem[]>> {
  const { found, organisation, repository } = sources;
  const operator =
    sources.operator === null || repository === null
      ? sources.operator
      : sourcesFor(sources.operator, repository);
  const problems: ConfigProblem[] = found.problem === null ? [] : [found.problem];
  const reading: Reading = { sources, problems, warnings: [...found.warnings], files: 0 };
  const layers: ConfigLayer[] = [];
  for (const text of [organisation, found.text]) {
    if (text === null) continue;
    const file = readConfigFile(text);
    if (file.ok) layers.push(...(await layersOf(file.value, 0, reading)));
    else problems.push(...file.error);
  }
  if (problems.length > 0) return err(problems);
  const configuration = configure(layers, operator, reading.warnings);
  const problem =
    configuration.ok && operator !== null && repository !== null
      ? sourceProblem(configuration.value, layers, operator)
      : null;
  return problem === null ? configuration : err([problem]);
}

interface Reading {
  readonly sources: ConfigurationSources;
  readonly problems: ConfigProblem[];
  readonly warnings: ConfigProblem[];
  files: number;
}

/** What a file extends, and the file itself over it. */
async function layersOf(
  { layer, extended }: ConfigFile,
  depth: number,
  reading: Reading,
): Promise<readonly ConfigLayer[]> {
  const layers: ConfigLayer[] = [];
  for (const one of extended) {
    if (one.kind === "layer") layers.push(one.layer);
    else layers.push(...(await presetLayers(one, depth + 1, reading)));
  }
  return [...layers, layer];
}

async function presetLayers(
  extended: Extract<Extended, { kind: "file" }>,
  depth: number,
  reading: Reading,
): Promise<readonly ConfigLayer[]> {
  const { preset, text, where } = extended;
  const { owner, readPreset } = reading.sources;
  if (readPreset === null) {
    reading.warnings.push({ ...where, message: `${text} is not read here, so what it says does not count` });
    return [];
  }
  const refuse = (message: string): readonly ConfigLayer[] => {
    reading.problems.push({ ...where, message });
    return [];
  };
  if (owner === null || preset.owner.toLowerCase() !== owner.toLowerCase())
    return refuse(
      `${text} belongs to somebody else: only files of ${owner ?? "the same owner"} are extended`,
    );
  if (depth > deepest) return refuse(`${text} is extended more than ${deepest} levels deep`);
  reading.files += 1;
  if (reading.files > mostFiles) return refuse(`more than ${mostFiles} files are extended in all`);
  const content = await readPreset(preset);
  if (content === null) return refuse(`${text} is not there, or may not be read`);
  const file = readConfigFile({ file: text, text: content });
  if (file.ok) return layersOf(file.value, depth, reading);
  reading.problems.push(...file.error);
  return [];
}

/** A file that was named, in place of what the repository has. */
export function givenConfig(text: ConfigText): FoundConfig {
  return { text, problem: null, warnings: [] };
}

/** Nobody said anything: the defaults. */
export function defaultConfiguration(): Configuration {
  const configuration = configure([], null);
  if (!configuration.ok) throw new Error("the defaults are no valid configuration");
  return configuration.value;
}
