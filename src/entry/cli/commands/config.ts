import { statSync } from "node:fs";
import { join } from "node:path";
import { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { givenConfig, readConfiguration } from "../../../app/read-configuration.ts";
import {
  type Configuration,
  configFileNames,
  configurationJson,
  type FoundConfig,
  findConfig,
  operatorJsonSchema,
  printConfiguration,
  readOperatorConfig,
  repositoryJsonSchema,
} from "../../../core/config/index.ts";
import type { RepositoryFile } from "../../../core/model/index.ts";
import { configurationError, readNamedFile, warn } from "../options/configuration.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";

const formats = ["yaml", "json"] as const;

export function configCommand(streams: Streams): CommandUnknownOpts {
  return new Command("config")
    .description("check and show the configuration of a repository")
    .addCommand(validateCommand(streams))
    .addCommand(printCommand(streams))
    .addCommand(schemaCommand(streams));
}

function validateCommand(streams: Streams): CommandUnknownOpts {
  return new Command("validate")
    .description("say what is wrong with a configuration, line by line; exit code 2 if anything is")
    .addArgument(new Argument("[path]", "a file, or the folder of a repository").default("."))
    .addOption(serverOption())
    .action(async (path, flags) => {
      const name = flags.server === true ? checkServer(path, streams) : (await open(path, streams)).name;
      streams.stdout.write(`${name} is correct.\n`);
    });
}

function printCommand(streams: Streams): CommandUnknownOpts {
  return new Command("print")
    .description("print everything that holds, defaults included, with where each value comes from")
    .addArgument(new Argument("[path]", "a file, or the folder of a repository").default("."))
    .addOption(new Option("-o, --output <format>", "how to print").choices(formats).default("yaml" as const))
    .action(async (path, flags) => {
      const { configuration } = await open(path, streams, true);
      const text =
        flags.output === "json" ? configurationJson(configuration) : printConfiguration(configuration);
      streams.stdout.write(text);
    });
}

function schemaCommand(streams: Streams): CommandUnknownOpts {
  return new Command("schema")
    .description("print the JSON Schema of a configuration, for editors")
    .addOption(serverOption())
    .action((flags) => {
      const schema = flags.server === true ? operatorJsonSchema : repositoryJsonSchema;
      streams.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
    });
}

function serverOption() {
  return new Option("--server", "the operator's file, optpass-server.yml, instead of a repository's");
}

interface Opened {
  readonly name: string;
  readonly configuration: Configuration;
}

/** Reads a file or a folder's configuration. Throws a UsageError when there is none, unless the defaults will do. */
async function open(path: string, streams: Streams, defaultsWillDo = false): Promise<Opened> {
  const found = isFolder(path)
    ? inFolder(path)
    : givenConfig({ file: path, text: readNamedFile("config", path) });
  if (found.text === null && found.problem === null && !defaultsWillDo)
    throw new UsageError(`there is no configuration in ${path}: it would be ${configFileNames[0]}`);
  const configuration = await readConfiguration({
    found,
    organisation: null,
    owner: null,
    readPreset: null,
    operator: null,
    repository: null,
  });
  if (!configuration.ok) throw configurationError(configuration.error, streams);
  warn(configuration.value.warnings, streams);
  return { name: found.text?.file ?? path, configuration: configuration.value };
}

/** Only the files that count are looked for; a repository may be large. */
function inFolder(folder: string): FoundConfig {
  const files = new Map<string, RepositoryFile>();
  for (const name of configFileNames) {
    const path = join(folder, name);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) continue;
    files.set(name, { kind: "text", text: readNamedFile("config", path) });
  }
  const found = findConfig({ origin: folder, files });
  // Named so that an editor finds it from where the command was run.
  return found.text === null
    ? found
    : { ...found, text: { ...found.text, file: join(folder, found.text.file) } };
}

function checkServer(path: string, streams: Streams): string {
  const file = isFolder(path) ? join(path, "optpass-server.yml") : path;
  const operator = readOperatorConfig({ file, text: readNamedFile("config", file) });
  if (!operator.ok) throw configurationError(operator.error, streams);
  return file;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
