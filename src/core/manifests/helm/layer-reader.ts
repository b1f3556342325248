import { isMap, isScalar, type Node } from "yaml";
import { err, ok, type Refusal, type RepositoryFiles, type Result } from "../../model/index.ts";
import type { BuiltSurvey } from "../built-survey.ts";
import { embeddingOf } from "../embed.ts";
import type { NodePath } from "../node-path.ts";
import { type ParsedFile, parseFile } from "../parsed-file.ts";
import { lookUpPath } from "../yaml-nodes.ts";
import { parseYaml, type YamlText } from "../yaml-text.ts";
import type { HelmValues } from "./helm-source.ts";
import { placesIn, type ValuesLayer } from "./values-layer.ts";
import { expandValues } from "./values-tree.ts";

/** Reads texts and mappings of values, each once, so that what several environments merge is one layer. */
export class LayerReader {
  /** Every file with values, by path. */
  readonly parsed = new Map<string, ParsedFile>();
  readonly #files: RepositoryFiles;
  readonly #declarations: BuiltSurvey["rendered"];
  readonly #layers = new Map<string, Result<ValuesLayer, Refusal>>();
  #nextId: number;

  /** Numbers of places count up from `firstId`. */
  constructor(files: RepositoryFiles, declarations: BuiltSurvey["rendered"], firstId: number) {
    this.#files = files;
    this.#declarations = declarations;
    this.#nextId = firstId;
  }

  /** The number after the last one that was given. */
  get nextId(): number {
    return this.#nextId;
  }

  read(values: HelmValues): Result<ValuesLayer, Refusal> {
    const key = JSON.stringify(values);
    const layer = this.#layers.get(key) ?? this.#readLayer(values);
    this.#layers.set(key, layer);
    return layer;
  }

  #readLayer(values: HelmValues): Result<ValuesLayer, Refusal> {
    const path = values.from === "file" ? values.path : values.file;
    const known = this.parsed.get(path) ?? this.#declarations.get(path)?.file;
    const file: Result<ParsedFile, Refusal> = known === undefined ? parseFile(this.#files, path) : ok(known);
    if (!file.ok) return file;
    this.parsed.set(path, file.value);
    const { yaml } = file.value;
    if (values.from === "file") return this.#layerAt(yaml, "file", 0, []);
    const found = lookUpPath(yaml, yaml.documents[values.document]?.contents ?? null, values.path);
    const node = found?.node ?? null;
    if (isMap(node)) return this.#layerAt(yaml, "inline", values.document, values.path);
    if (!isScalar(node) || typeof node.value !== "string")
      return err({
        code: "unreadable-file",
        file: path,
        problem: "it holds no values where they are expected",
      });
    const embedding = embeddingOf(yaml, values.document, values.path, node);
    const inner = parseYaml(path, node.value, embedding);
    return inner.ok ? this.#layerAt(inner.value, "inline", 0, []) : inner;
  }

  // Helm reads the first document of a text and leaves out the others.
  #layerAt(
    yaml: YamlText,
    kind: ValuesLayer["kind"],
    document: number,
    path: NodePath,
  ): Result<ValuesLayer, Refusal> {
    const contents: Node | null = yaml.documents[document]?.contents ?? null;
    const root = lookUpPath(yaml, contents, path)?.node ?? null;
    const tree = expandValues(yaml, root);
    if (!tree.ok) return err({ code: "unreadable-file", file: yaml.file, problem: tree.error });
    // Anchors may stand outside an inline mapping, and a scalar that is reached through one is numbered as well.
    const places = placesIn(yaml, document, this.#nextId);
    this.#nextId = places.nextId;
    return ok({ kind, yaml, document, tree: tree.value, places });
  }
}
