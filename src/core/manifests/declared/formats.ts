import type { Format } from "./format.ts";
import { hclFormat } from "./formats/hcl/hcl.ts";
import { jsonFormat } from "./formats/json.ts";
import { dotEnvFormat } from "./formats/lines/dot-env.ts";
import { iniFormat } from "./formats/lines/ini.ts";
import { propertiesFormat } from "./formats/lines/properties.ts";
import { tomlFormat } from "./formats/toml.ts";
import { yamlFormat } from "./formats/yaml.ts";

/** Every format that values are edited in. */
export const formats = [
  yamlFormat,
  jsonFormat,
  tomlFormat,
  propertiesFormat,
  dotEnvFormat,
  hclFormat,
  iniFormat,
] as const satisfies readonly Format[];

/** The format of a file by its name; `null`: it is not known. `.env.production` is one of `.env`. */
export function formatOf(file: string): Format | null {
  const name = file.slice(file.lastIndexOf("/") + 1).toLowerCase();
  if (/^\.env(?:\.|$)/.test(name)) return dotEnvFormat;
  return formats.find(({ endings }) => endings.some((ending) => name.endsWith(ending))) ?? null;
}
