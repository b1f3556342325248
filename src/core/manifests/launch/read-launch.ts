import { isScalar, isSeq, type Node } from "yaml";
import type { Location } from "../../model/index.ts";
import { follow, isNull, lookUp, lookUpPath, rangeOf, stringAt, textOf } from "../yaml-nodes.ts";
import { lineOf, type YamlText } from "../yaml-text.ts";
import type { EnvText, Launch, LaunchWord } from "./launch.ts";

/** What the text of one container says; `path` is where the container stands, for people. */
export function readLaunch(yaml: YamlText, container: Node | null, path: string): Launch {
  return {
    env: readEnv(yaml, container, path) ?? [],
    command: readWords(yaml, container, "command", path) ?? null,
    args: readWords(yaml, container, "args", path) ?? null,
    isDoubted: false,
  };
}

/** Lays what a strategic-merge patch says over it: variables are merged by name, words are replaced, null deletes. */
export function mergeLaunch(below: Launch, yaml: YamlText, container: Node | null, path: string): Launch {
  const env = readEnv(yaml, container, path);
  const command = readWords(yaml, container, "command", path);
  const args = readWords(yaml, container, "args", path);
  const names = new Set(env?.map(({ name }) => name));
  return {
    env: env === null ? [] : [...below.env.filter(({ name }) => !names.has(name)), ...env],
    command: command === undefined ? below.command : command,
    args: args === undefined ? below.args : args,
    isDoubted: below.isDoubted,
  };
}

/** `null`: all of it is deleted. */
function readEnv(yaml: YamlText, container: Node | null, path: string): readonly EnvText[] | null {
  const found = lookUp(yaml, container, "env");
  if (found !== undefined && isNull(found.node)) return null;
  if (!isSeq(found?.node)) return [];
  return found.node.items.flatMap((raw, index): EnvText[] => {
    const item = follow(yaml, raw as Node | null).node;
    const name = stringAt(yaml, item, "name");
    if (name === null) return [];
    const value = lookUp(yaml, item, "value")?.node ?? null;
    const source = lookUpPath(yaml, item, ["valueFrom", "resourceFieldRef"])?.node ?? null;
    // Neither a value nor a source is an empty value.
    const isEmpty = isNull(value) && lookUp(yaml, item, "valueFrom") === undefined;
    return [
      {
        name,
        value: isEmpty ? "" : writtenText(value),
        isMemoryLimit: isWholeLimit(stringAt(yaml, source, "resource"), stringAt(yaml, source, "divisor")),
        locate: () => locationOf(yaml, value ?? item, `${path}.env[${index}]`),
      },
    ];
  });
}

/** `undefined`: it says nothing of them. `null`: they are deleted. */
function readWords(
  yaml: YamlText,
  container: Node | null,
  key: "command" | "args",
  path: string,
): readonly LaunchWord[] | null | undefined {
  const found = lookUp(yaml, container, key);
  if (found === undefined) return undefined;
  if (!isSeq(found.node)) return null;
  return found.node.items.flatMap((raw, index): LaunchWord[] => {
    const node = follow(yaml, raw as Node | null).node;
    const text = writtenText(node);
    return text === null ? [] : [{ text, locate: () => locationOf(yaml, node, `${path}.${key}[${index}]`) }];
  });
}

/** Only a divisor of one byte hands over the limit itself. */
export function isWholeLimit(resource: string | null, divisor: string | null): boolean {
  return resource === "limits.memory" && (divisor === null || divisor === "1" || divisor === "0");
}

function writtenText(node: Node | null): string | null {
  return isScalar(node) && !isNull(node) ? textOf(node) : null;
}

function locationOf(yaml: YamlText, node: Node | null, path: string): Location | null {
  return node === null ? null : { file: yaml.file, line: lineOf(yaml, rangeOf(node)[0]), path };
}
