import type { NodePath } from "../../node-path.ts";
import { joinPath, within } from "../../repository-path.ts";
import { groupOf } from "../../workload-nodes.ts";
import { type DeclaredObject, fieldAt, itemsAt } from "../declared-object.ts";
import { nearest } from "../repository/nearest.ts";

/** Where a Flux object takes its files or its chart from. */
export type FluxSource =
  | { readonly kind: "git"; readonly address: string; readonly revision: string | null }
  | { readonly kind: "charts" | "oci" | "bucket"; readonly address: string; readonly revision: string | null }
  /** A source is named, and no manifest of the repository declares it. */
  | { readonly kind: "undeclared"; readonly named: string };

/** The source objects of the repository, by kind and name. */
export class FluxSources {
  readonly #byName = new Map<string, DeclaredObject[]>();
  readonly #generators: readonly DeclaredObject[];

  constructor(objects: readonly DeclaredObject[]) {
    this.#generators = objects.filter(({ kind }) => kind === "ArtifactGenerator");
    for (const object of objects) {
      if (groupOf(object.apiVersion) !== "source.toolkit.fluxcd.io") continue;
      const key = `${object.kind}/${object.name}`;
      this.#byName.set(key, [...(this.#byName.get(key) ?? []), object]);
    }
  }

  /** The object that a reference (`kind`, `name`, `namespace`) at `path` of `from` means; `null` when none is there. */
  find(from: DeclaredObject, path: NodePath): DeclaredObject | null {
    const name = fieldAt(from.data, [...path, "name"]) ?? "";
    const candidates = this.#byName.get(`${kindAt(from, path)}/${name}`) ?? [];
    const namespace = fieldAt(from.data, [...path, "namespace"]) ?? from.namespace;
    const inNamespace = candidates.filter((object) => object.namespace === namespace);
    // Each cluster's folder may declare a source of the same name; the one beside the reference is meant.
    return nearest(from.file, inNamespace.length > 0 ? inNamespace : candidates, ({ file }) => file);
  }

  /** The source behind a reference. */
  source(from: DeclaredObject, path: NodePath): FluxSource {
    const object = this.find(from, path);
    const named = `${kindAt(from, path)} ${fieldAt(from.data, [...path, "name"]) ?? "without a name"}`;
    return object === null ? { kind: "undeclared", named } : sourceOf(object);
  }

  /**
   * Follows an `ExternalArtifact`, which an `ArtifactGenerator` puts together from folders of other sources, to the
   * source of `directory` in it and the directory there; `null` for any other reference, or when nothing says.
   */
  behindArtifact(from: DeclaredObject, path: NodePath, directory: string): ArtifactOrigin | null {
    const name = fieldAt(from.data, [...path, "name"]);
    if (kindAt(from, path) !== "ExternalArtifact" || name === null) return null;
    const makers = this.#generators.filter(({ data }) =>
      itemsAt(data, ["spec", "artifacts"]).some((artifact) => fieldAt(artifact, ["name"]) === name),
    );
    const generator = nearest(from.file, makers, ({ file }) => file);
    const copied = generator === null ? null : copiedFrom(generator, name, directory);
    if (generator === null || copied === null) return null;
    const index = itemsAt(generator.data, ["spec", "sources"]).findIndex(
      (source) => fieldAt(source, ["alias"]) === copied.alias,
    );
    if (index < 0) return null;
    return { source: this.source(generator, ["spec", "sources", index]), directory: copied.directory };
  }
}

export interface ArtifactOrigin {
  readonly source: FluxSource;
  readonly directory: string;
}

// `from: "@alias/apps/base/**"`, `to: "@artifact/base/"`. Of two that hold the directory, the later one overwrites.
function copiedFrom(
  { data }: DeclaredObject,
  name: string,
  directory: string,
): { readonly alias: string; readonly directory: string } | null {
  const artifact = itemsAt(data, ["spec", "artifacts"]).find((item) => fieldAt(item, ["name"]) === name);
  for (const copy of itemsAt(artifact, ["copy"]).toReversed()) {
    const from = /^@([\w.-]+)\/(?:(.*)\/)?\*\*$/.exec(fieldAt(copy, ["from"]) ?? "");
    const to = /^@artifact\/(.*)$/.exec(fieldAt(copy, ["to"]) ?? "");
    const root = joinPath("", to?.[1] ?? "..");
    const origin = joinPath("", from?.[2] ?? "");
    if (from === null || root === null || origin === null || !within(root, directory)) continue;
    const below = root === "" ? directory : directory.slice(root.length);
    const path = joinPath(origin, below.replace(/^\//, ""));
    if (path !== null) return { alias: from[1] ?? "", directory: path };
  }
  return null;
}

function kindAt({ data }: DeclaredObject, path: NodePath): string {
  return fieldAt(data, [...path, "kind"]) ?? "HelmRepository";
}

function sourceOf({ kind, data }: DeclaredObject): FluxSource {
  const address = fieldAt(data, ["spec", "url"]) ?? fieldAt(data, ["spec", "endpoint"]) ?? "";
  const ref = (key: string): string | null => fieldAt(data, ["spec", "ref", key]);
  const revision = ref("commit") ?? ref("name") ?? ref("semver") ?? ref("tag") ?? ref("branch");
  if (kind === "GitRepository") return { kind: "git", address, revision };
  if (kind === "OCIRepository") return { kind: "oci", address, revision: ref("digest") ?? revision };
  return { kind: kind === "Bucket" ? "bucket" : "charts", address, revision: null };
}
