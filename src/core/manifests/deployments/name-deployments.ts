import type { Deployment } from "./deployment.ts";
import { folderKey } from "./layers/deployed-folder.ts";
import type { Found } from "./layers/read-folders.ts";

// Each of thousands could be within each of thousands.
const mostNamed = 100;

/** Gives every deployment its id, and says which others bring it into a cluster. */
export function nameDeployments(found: readonly Found[]): readonly Deployment[] {
  const named = withIds(found);
  const deployers = new Map<string, string[]>();
  for (const { id, draft } of named) {
    for (const source of draft.sources) {
      if (source.kind !== "kustomize" && source.kind !== "manifests") continue;
      const key = folderKey(source);
      const known = deployers.get(key);
      if (known === undefined) deployers.set(key, [id]);
      else known.push(id);
    }
  }
  return named.map(({ id, draft, folders }) => {
    const bringing = folders
      .slice(0, mostNamed)
      .flatMap((key) => deployers.get(key)?.slice(0, mostNamed) ?? []);
    // What `flux bootstrap` writes deploys the folder that it stands in.
    const within = [...new Set(bringing)].filter((other) => other !== id).toSorted();
    return { id, ...draft, within: within.slice(0, mostNamed) };
  });
}

interface Named extends Found {
  readonly id: string;
}

function withIds(found: readonly Found[]): readonly Named[] {
  const taken = new Map<string, number>();
  const named = found.map((one): Named => {
    const { kind, declaredAt, name } = one.draft;
    const via = one.via === null ? "" : ` in ${one.via || "."}`;
    const id = `${kind} ${declaredAt.file} ${name}${via}`;
    const before = taken.get(id) ?? 0;
    taken.set(id, before + 1);
    return { ...one, id: before === 0 ? id : `${id} (${before + 1})` };
  });
  return named.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
