import { err, ok, type Refusal, type Result } from "../../model/index.ts";
import { type Data, dataAt } from "../data.ts";
import { changesNothing, type KustomizeOptions } from "../deployments/deployment.ts";
import type { KustomizedEnvironment } from "../environment.ts";
import { isRemote, relativePath } from "../repository-path.ts";
import type { Survey } from "../survey.ts";
import { mergeImage, parseImageOverride } from "./image-override.ts";
import { startOf, type Texts, yamlAt } from "./kustomization-start.ts";
import { patchEntry, patchPlaces } from "./patch-entry.ts";
import { mergeReplicas, replicasIn } from "./replica-entries.ts";
import { writeObject } from "./write-object.ts";

/**
 * Texts to lay over the repository's, and over those that were given: the options of an environment's deployer written
 * into its kustomization, as the deployer does itself before the build. `texts` stand for files, with sentinels or edits
 * in them. The result is for a renderer only, never for a commit. Flux's common labels and annotations are left out,
 * because it puts them on objects after the build.
 * Sources: fluxcd/pkg, kustomize/kustomize_generator.go; argoproj/argo-cd, util/kustomize/kustomize.go.
 */
export function applyKustomizeOptions(
  survey: Survey,
  environment: KustomizedEnvironment,
  texts: ReadonlyMap<string, string>,
): Result<ReadonlyMap<string, string>, Refusal> {
  const { path, generated, deployer } = environment;
  const { options } = deployer;
  const reading: Texts = { survey, texts, read: new Map() };
  const places = patchPlaces(reading, options);
  if (generated === null && changesNothing({ ...options, patches: places })) return ok(new Map());
  const start = startOf(reading, environment);
  if (!start.ok) return start;
  const { file, fields } = start.value;
  const patches: Data[] = [];
  for (const place of places) {
    const yaml = yamlAt(reading, place.file);
    const entry = yaml.ok ? patchEntry(yaml.value, place, deployer.kind, path) : yaml;
    if (!entry.ok) return entry;
    patches.push(asData(entry.value));
  }
  const components = options.components.map((component) => relativePath(path, component));
  const remote = components.find(isRemote);
  if (remote !== undefined)
    return err({ code: "outside-repository", file, line: 1, path: remote.slice(0, 120) });
  const replicas = replicasIn(reading, options.replicas);
  if (!replicas.ok) return replicas;
  setTexts(fields, options);
  append(fields, "patches", patches);
  append(fields, "components", components);
  if (replicas.value.length > 0)
    fields.set("replicas", mergeReplicas(fields.get("replicas"), replicas.value));
  const images = options.images.map(parseImageOverride).reduce(mergeImage, imagesOf(fields));
  if (images.length > 0) fields.set("images", images.map(asData));
  if (deployer.kind !== "flux-kustomization") {
    extend(fields, "commonLabels", options.labels);
    extend(fields, "commonAnnotations", options.annotations);
  }
  return ok(new Map([[file, writeObject(fields)]]));
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
