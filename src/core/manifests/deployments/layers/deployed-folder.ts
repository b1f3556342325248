import { formatPath } from "../../node-path.ts";
import { directoryOf, isRemote } from "../../repository-path.ts";
import type { DeploymentSource, KustomizeOptions } from "../deployment.ts";
import type { Reading } from "../reading.ts";
import { hasKustomization } from "../repository/folder-kind.ts";
import { manifestGlob, matchesGlob } from "../repository/glob.ts";
import type { Layer } from "./layered.ts";
import { optionsLayer } from "./options-layer.ts";

/** A folder that is deployed as a whole, in the way that its deployer reads it. */
export type DeployedFolder = Exclude<DeploymentSource, { readonly kind: "helm" | "remote" }>;

/** A manifest that a folder deploys, and the kustomizations around it, the innermost first. */
export interface DeployedFile {
  readonly path: string;
  readonly layers: readonly Layer[];
}

/** What a folder deploys: manifests, and the directories of the kustomizations that it is built from. */
export interface FolderContent {
  readonly files: readonly DeployedFile[];
  readonly kustomizations: ReadonlySet<string>;
}

// What it takes to follow one file and to patch what is in it.
const stepsPerFile = 100;

// More overlays around overlays than anybody writes.
const mostLayers = 40;

export function contentOf(reading: Reading, folder: DeployedFolder): FolderContent {
  const walk: Walk = { reading, files: [], ways: new Set(), kustomizations: new Set() };
  if (folder.kind === "manifests") addManifests(walk, folder);
  else {
    const { directory, options } = folder;
    const around = optionsLayer(reading, folderKey(folder), options) ?? [];
    const outer = [around].flat();
    if (options.kustomization === "file") addKustomization(walk, directory, outer);
    else addGenerated(walk, directory, outer);
    for (const component of options.components) addKustomization(walk, component, outer);
  }
  return { files: walk.files, kustomizations: walk.kustomizations };
}

/** The way of a file out of a folder; kustomize refuses the same object twice by the same way. */
export function wayOf(layers: readonly Layer[]): string {
  return layers.map(({ directory }) => directory).join("\n");
}

/** Two folders with one key deploy the same files. */
export function folderKey(folder: DeployedFolder): string {
  if (folder.kind === "kustomize") return kustomizeKey(folder.directory, folder.options);
  const { directory, recurse, include, exclude } = folder;
  const limits = [include === null ? "" : ` only ${include}`, exclude === null ? "" : ` but ${exclude}`];
  return `${directory || "."}/${recurse ? "**" : "*"}${limits.join("")}`;
}

function kustomizeKey(directory: string, options: KustomizeOptions): string {
  const { namespace, namePrefix, nameSuffix, components, patches } = options;
  return [
    directory || ".",
    ...components.map((component) => `with ${component}`),
    ...(namespace === null ? [] : [`as ${namespace}`]),
    ...(namePrefix === "" && nameSuffix === "" ? [] : [`named ${namePrefix}*${nameSuffix}`]),
    ...patches.map(({ file, document, path }) => `patched by ${file}#${document} ${formatPath(path)}`),
  ].join(" ");
}

interface Walk {
  readonly reading: Reading;
  readonly files: DeployedFile[];
  readonly ways: Set<string>;
  readonly kustomizations: Set<string>;
}

function addKustomization(walk: Walk, directory: string, outer: readonly Layer[]): void {
  const { survey } = walk.reading;
  const kustomization = survey.kustomizations.get(directory);
  if (kustomization === undefined || outer.includes(kustomization)) return;
  // Overlays that include each other twice, and so on, double.
  if (outer.length > mostLayers || !walk.reading.work.spend(stepsPerFile)) return;
  walk.kustomizations.add(directory);
  const layers = [kustomization, ...outer];
  for (const reference of [...kustomization.resources, ...kustomization.components]) {
    const path = isRemote(reference) ? null : kustomization.locate(reference);
    if (path === null) continue;
    if (survey.files.files.has(path)) addFile(walk, path, layers);
    else addKustomization(walk, path, layers);
  }
}

// Flux's own rule: every manifest below, and in place of a folder that has a kustomization, that kustomization.
function addGenerated(walk: Walk, directory: string, outer: readonly Layer[]): void {
  const { reading } = walk;
  const own = new Set<string>();
  for (const path of reading.tree.yamlBelow(directory)) {
    if (path.endsWith(".json")) continue;
    const inner = outermostKustomization(reading, directory, path);
    if (inner === null) addFile(walk, path, outer);
    else own.add(inner);
  }
  for (const inner of own) addKustomization(walk, inner, outer);
}

function outermostKustomization(reading: Reading, directory: string, path: string): string | null {
  let found: string | null = null;
  for (let at = directoryOf(path); at !== directory && at !== ""; at = directoryOf(at)) {
    if (hasKustomization(reading, at)) found = at;
  }
  return found;
}

function addManifests(walk: Walk, folder: DeployedFolder & { readonly kind: "manifests" }): void {
  const { directory, recurse, include, exclude } = folder;
  for (const path of walk.reading.tree.yamlBelow(directory)) {
    const below = directory === "" ? path : path.slice(directory.length + 1);
    if (!recurse && below.includes("/")) continue;
    if (exclude !== null && matchesGlob(exclude, below, manifestGlob)) continue;
    if (include === null || matchesGlob(include, below, manifestGlob)) addFile(walk, path, []);
  }
}

function addFile(walk: Walk, path: string, layers: readonly Layer[]): void {
  const way = `${path}\n${wayOf(layers)}`;
  if (walk.ways.has(way) || !walk.reading.work.spend(stepsPerFile)) return;
  walk.ways.add(way);
  walk.files.push({ path, layers });
}
