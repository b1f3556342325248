import { err, ok, type Refusal, type Result } from "../../model/index.ts";
import { type Data, dataAt } from "../data.ts";
import type { DeploymentKind, DeploymentSource, KustomizeOptions } from "../deployments/deployment.ts";
import { isRemote } from "../repository-path.ts";
import type { Survey } from "../survey.ts";
import { mergeImage, parseImageOverride } from "./image-override.ts";
import { startOf, type Texts, yamlAt } from "./kustomization-start.ts";
import { patchEntry } from "./patch-entry.ts";
import { writeObject } from "./write-object.ts";

/** A folder, and what its deployer puts around it. */
export type KustomizeSource = Extract<DeploymentSource, { readonly kind: "kustomize" }>;

/** What to render for a deployment in place of what is written. */
export interface AppliedOptions {
  /** Texts to lay over the repository's, and over those that were given. */
  readonly overlay: ReadonlyMap<string, string>;
  /** Directories of kustomizations that are built in beside those that the files name. */
  readonly layers: readonly string[];
  /** Files that the texts come from, in which the deployment is declared. */
  readonly declaredIn: readonly string[];
}

/**
 * Writes the options of a deployer into the kustomization of its folder, as it does itself before the build; `texts`
 * stand for files, with sentinels or edits in them. The result is for a renderer only, never for a commit. Flux's
 * common labels and annotations are left out, because it puts them on objects after the build.
 * Sources: fluxcd/pkg, kustomize/kustomize_generator.go; argoproj/argo-cd, util/kustomize/kustomize.go.
 */
export function applyKustomizeOptions(
  survey: Survey,
  deployer: DeploymentKind,
  { directory, options }: KustomizeSource,
  texts: ReadonlyMap<string, string>,
): Result<AppliedOptions, Refusal> {
  const reading: Texts = { survey, texts, read: new Map() };
  if (options.kustomization === "file" && changesNothing(options))
    return ok({ overlay: new Map(), layers: [], declaredIn: [] });
  const start = startOf(reading, directory, options);
  if (!start.ok) return start;
  const { file, fields } = start.value;
  const patches: Data[] = [];
  for (const place of options.patches) {
    const yaml = yamlAt(reading, place.file);
    const entry = yaml.ok ? patchEntry(yaml.value, place, deployer, directory) : yaml;
    if (!entry.ok) return entry;
    patches.push(asData(entry.value));
  }
  const components = options.components.map((path) => relativeTo(directory, path));
  const remote = components.find(isRemote);
  if (remote !== undefined)
    return err({ code: "outside-repository", file, line: 1, path: remote.slice(0, 120) });
  setTexts(fields, options);
  append(fields, "patches", patches);
  append(fields, "components", components);
  const images = options.images.map(parseImageOverride).reduce(mergeImage, imagesOf(fields));
  if (images.length > 0) fields.set("images", images.map(asData));
  if (deployer !== "flux-kustomization") {
    extend(fields, "commonLabels", options.labels);
    extend(fields, "commonAnnotations", options.annotations);
  }
  const declaredIn = [...new Set(options.patches.map((place) => place.file))];
  return ok({
    overlay: new Map([[file, writeObject(fields)]]),
    layers: [...start.value.layers, ...options.components],
    declaredIn,
  });
}

function changesNothing(options: KustomizeOptions): boolean {
  const { namespace, namePrefix, nameSuffix, components, patches, images, labels, annotations } = options;
  const count = components.length + patches.length + images.length + labels.size + annotations.size;
  return namespace === null && namePrefix === "" && nameSuffix === "" && count === 0;
}

function setTexts(fields: Map<string, Data>, { namespace, namePrefix, nameSuffix }: KustomizeOptions): void {
  if (namespace !== null) fields.set("namespace", namespace);
  if (namePrefix !== "") fields.set("namePrefix", namePrefix);
  if (nameSuffix !== "") fields.set("nameSuffix", nameSuffix);
}

function append(fields: Map<string, Data>, key: string, items: readonly Data[]): void {
  const before = fields.get(key);
  if (items.length > 0) fields.set(key, [...(Array.isArray(before) ? (before as Data[]) : []), ...items]);
}

function extend(fields: Map<string, Data>, key: string, entries: ReadonlyMap<string, string>): void {
  const before = fields.get(key);
  if (entries.size > 0) fields.set(key, new Map([...(before instanceof Map ? before : []), ...entries]));
}

function imagesOf(fields: ReadonlyMap<string, Data>): readonly Readonly<Record<string, unknown>>[] {
  const images = fields.get("images");
  if (!Array.isArray(images)) return [];
  return images.flatMap((image: Data) =>
    dataAt(image, ["name"]) === undefined || !(image instanceof Map) ? [] : [Object.fromEntries(image)],
  );
}

function asData(value: unknown): Data {
  if (typeof value !== "object" || value === null) return typeof value === "boolean" ? value : String(value);
  return new Map(Object.entries(value).map(([key, item]) => [key, asData(item)]));
}

/** A reference from one directory to another that no tool takes for an address. */
function relativeTo(directory: string, path: string): string {
  const up = directory === "" ? "" : directory.replace(/[^/]+/g, "..");
  return `${up === "" ? "." : up}/${path}`;
}
