import type { Node } from "yaml";
import type { RepositoryFiles } from "../../../model/index.ts";
import type { Kustomization } from "../../kustomization.ts";
import { textThroughLinks } from "../../parsed-file.ts";
import { baseName } from "../../repository-path.ts";
import { listAt, lookUp, lookUpPath, stringAt, textOf } from "../../yaml-nodes.ts";
import type { YamlText } from "../../yaml-text.ts";
import type { Place } from "../declared-object.ts";
import { readParsed } from "../declared-objects.ts";
import type { Reading } from "../reading.ts";
import { nearest } from "../repository/nearest.ts";

/** One entry of a config map: its text, and the whole file or the node that it stands in. */
export interface ConfigEntry {
  readonly key: string;
  readonly text: string;
  readonly at: { readonly from: "file"; readonly path: string } | ({ readonly from: "inline" } & Place);
}

interface ConfigMap {
  readonly file: string;
  readonly namespace: string | null;
  readonly entries: readonly ConfigEntry[];
}

/** The config maps of a repository, found by name when they are asked for. */
export class ConfigMaps {
  readonly #reading: Reading;
  #mentions: ReadonlyMap<string, readonly string[]> | null = null;
  readonly #found = new Map<string, readonly ConfigMap[]>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** The entries of the one that a reference in `file` means; `null` when no file of the repository writes it. */
  entries(file: string, name: string, namespace: string | null): readonly ConfigEntry[] | null {
    const all = this.#found.get(name) ?? this.#search(name);
    this.#found.set(name, all);
    const exact = all.filter((map) => map.namespace !== null && map.namespace === namespace);
    const possible = all.filter((map) => map.namespace === null);
    return nearest(file, exact.length > 0 ? exact : possible, (map) => map.file)?.entries ?? null;
  }

  #search(name: string): readonly ConfigMap[] {
    const { survey } = this.#reading;
    this.#mentions ??= mentionedNames(this.#reading);
    const written = (this.#mentions.get(name) ?? []).flatMap((path) => {
      const file = readParsed(survey, path);
      return file.ok ? configMapsIn(file.value.yaml, name) : [];
    });
    const generated = [...survey.kustomizations.values()].flatMap((kustomization) =>
      generatedMaps(survey.files, kustomization, name),
    );
    return [...written, ...generated];
  }
}

// Parsing every config map would cost more than all the rest; the names in their files are found by their text.
function mentionedNames({ survey, tree }: Reading): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const path of tree.yamlFiles) {
    const text = textThroughLinks(survey.files, path)?.text ?? "";
    if (tree.isTemplate(path) || !/\bkind["']?:[ \t]*["']?ConfigMap\b/.test(text)) continue;
    const names = new Set(
      [...text.matchAll(/\bname["']?:[ \t]*["']?([\w.-]+)/g)].map(([, name = ""]) => name),
    );
    for (const name of names) {
      const known = files.get(name);
      if (known === undefined) files.set(name, [path]);
      else known.push(path);
    }
  }
  return files;
}

function configMapsIn(yaml: YamlText, name: string): readonly ConfigMap[] {
  return yaml.documents.flatMap(({ contents }, document): ConfigMap[] => {
    const metadata = lookUp(yaml, contents, "metadata")?.node ?? null;
    if (stringAt(yaml, contents, "kind") !== "ConfigMap" || stringAt(yaml, metadata, "name") !== name)
      return [];
    const entries = keysOf(lookUp(yaml, contents, "data")?.node ?? null).flatMap((key): ConfigEntry[] => {
      const text = textOf(lookUpPath(yaml, contents, ["data", key])?.node);
      const at = { from: "inline", file: yaml.file, document, path: ["data", key] } as const;
      return text === null ? [] : [{ key, text, at }];
    });
    return [{ file: yaml.file, namespace: stringAt(yaml, metadata, "namespace"), entries }];
  });
}

function keysOf(node: Node | null): readonly string[] {
  if (node === null || !("items" in node)) return [];
  return (node.items as readonly { readonly key?: Node }[]).flatMap(({ key }) => textOf(key) ?? []);
}

// `configMapGenerator`: files as `key=path` or `path`, literals as `key=text`.
function generatedMaps(
  files: RepositoryFiles,
  kustomization: Kustomization,
  name: string,
): readonly ConfigMap[] {
  const { yaml, locate } = kustomization;
  if (!yaml.text.includes(name) || !kustomization.fields.includes("configMapGenerator")) return [];
  const root = yaml.documents[0]?.contents ?? null;
  return listAt(yaml, root, "configMapGenerator").flatMap((item, index): ConfigMap[] => {
    // Files of assignments are not read, so that nobody can say what the whole map holds.
    const isRead = textList(yaml, item, "envs").length === 0 && stringAt(yaml, item, "env") === null;
    if (stringAt(yaml, item, "name") !== name || !isRead) return [];
    const fromFiles = textList(yaml, item, "files").flatMap((written): ConfigEntry[] => {
      const path = locate(written.slice(written.indexOf("=") + 1));
      const text = path === null ? undefined : textThroughLinks(files, path)?.text;
      if (path === null || text === undefined) return [];
      const key = written.includes("=") ? written.slice(0, written.indexOf("=")) : baseName(path);
      return [{ key, text, at: { from: "file", path } }];
    });
    const literals = textList(yaml, item, "literals").flatMap((written, at): ConfigEntry[] => {
      const [key = "", text] = written.split(/=(.*)/s, 2);
      const path = ["configMapGenerator", index, "literals", at];
      return text === undefined
        ? []
        : [{ key, text, at: { from: "inline", file: yaml.file, document: 0, path } }];
    });
    const namespace = stringAt(yaml, item, "namespace") ?? kustomization.namespace;
    return [{ file: yaml.file, namespace, entries: [...fromFiles, ...literals] }];
  });
}

function textList(yaml: YamlText, node: Node | null, key: string): readonly string[] {
  return listAt(yaml, node, key)
    .map(textOf)
    .filter((text) => text !== null);
}
