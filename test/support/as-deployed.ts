import { dump, loadAll } from "js-yaml";
import type { KustomizedEnvironment } from "../../src/core/manifests/index.ts";

// What Flux and Argo CD make of a kustomization, written a second time: with another parser, another writer, and variables
// filled in by a pattern. It shares nothing with the product but what the product read of a declaration.

/** Texts of a repository, with edits in them. */
export interface RepositoryTexts {
  readonly paths: Iterable<string>;
  read(path: string): string;
}

interface Mapping {
  [key: string]: unknown;
}

/** The kustomization to put into the folder before plain `kubectl kustomize`; `null`: the one that is there. */
export function kustomizationAsDeployed(
  { path, generated, deployer }: KustomizedEnvironment,
  texts: RepositoryTexts,
): { readonly file: string; readonly text: string } | null {
  const { kind, options } = deployer;
  // One that adds nothing may still be given a patch.
  if (kind === "kustomization" && options.patchesAt === null) return null;
  const below = path === "" ? "" : `${path}/`;
  const names = ["kustomization.yaml", "kustomization.yml", "Kustomization"].map((name) => below + name);
  const paths = new Set(texts.paths);
  const file = names.find((name) => paths.has(name)) ?? `${below}kustomization.yaml`;
  const own =
    generated === null ? mapping(loadAll(texts.read(file))[0]) : { resources: foundBelow(below, paths) };
  const up = path.replace(/[^/]+/g, "..");
  const { patchesAt, patchesUnder } = options;
  const patches =
    patchesAt === null
      ? options.patches.map((place) => mapping(valueAt(texts, place)))
      : list(patchHolder(texts, patchesAt, patchesUnder)["patches"]);
  const replicas = options.replicas.map(({ name, count }) => ({
    name,
    count: Number(valueAt(texts, count)),
  }));
  const kustomization = {
    ...own,
    ...(options.namespace === null ? {} : { namespace: options.namespace }),
    ...(options.namePrefix === "" ? {} : { namePrefix: options.namePrefix }),
    ...(options.nameSuffix === "" ? {} : { nameSuffix: options.nameSuffix }),
    patches: [...list(own["patches"]), ...patches],
    components: [...list(own["components"]), ...options.components.map((one) => `${up || "."}/${one}`)],
    replicas: [
      ...list(own["replicas"]).filter((one) => replicas.every(({ name }) => name !== mapping(one)["name"])),
      ...replicas,
    ],
  };
  return { file, text: dump(kustomization, { noRefs: true }) };
}

function patchHolder(
  texts: RepositoryTexts,
  at: NonNullable<KustomizedEnvironment["deployer"]["options"]["patchesAt"]>,
  under: string | null,
): Mapping {
  const holder = mapping(valueAt(texts, at));
  return under === null ? holder : mapping(holder[under]);
}

/** A render with the variables that Flux fills in; what may be set out of sight stays. */
export function filledIn(
  rendered: string,
  { deployer: { substitution } }: KustomizedEnvironment,
  texts: RepositoryTexts,
): string {
  if (substitution === null) return rendered;
  const { variables, unseen, at } = substitution;
  const known = new Map(
    variables.map(({ name, value, at: place }) => [
      name,
      place === null ? value : (valueAt(texts, place) ?? ""),
    ]),
  );
  const added = mapping(valueAt(texts, { ...at, path: [...at.path, "substitute"] }));
  for (const [name, value] of Object.entries(added)) known.set(name, String(value));
  if (known.size === 0 && unseen.length === 0) return rendered;
  return rendered.replace(
    /\$\{(\w+)(?::?[=-]([^}]*))?\}/g,
    (whole, name: string, otherwise: string | undefined) => {
      const value = known.get(name);
      if (value === undefined && unseen.length > 0) return whole;
      return String(value || (otherwise ?? ""));
    },
  );
}

function valueAt(
  texts: RepositoryTexts,
  {
    file,
    document,
    path,
  }: { readonly file: string; readonly document: number; readonly path: readonly (string | number)[] },
): unknown {
  return path.reduce<unknown>((node, key) => mapping(node)[key], loadAll(texts.read(file))[document]);
}

function foundBelow(below: string, paths: ReadonlySet<string>): readonly string[] {
  const isBuilt = (folder: string): boolean =>
    ["kustomization.yaml", "kustomization.yml", "Kustomization"].some((name) =>
      paths.has(`${folder}/${name}`),
    );
  const found = [...paths].flatMap((path) => {
    if (!path.startsWith(below) || /(?:^|\/)\.(?:git|github|circleci)\/|\/?\.sops\.yaml$/.test(path))
      return [];
    const parts = path.slice(below.length).split("/");
    const outermost = parts
      .slice(0, -1)
      .map((_, index) => parts.slice(0, index + 1).join("/"))
      .find((folder) => isBuilt(below + folder));
    return outermost ?? (/\.ya?ml$/.test(path) ? parts.join("/") : []);
  });
  return [...new Set(found)].sort().map((path) => `./${path}`);
}

function mapping(value: unknown): Mapping {
  return typeof value === "object" && value !== null ? (value as Mapping) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
