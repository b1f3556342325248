import type { RepositoryFiles } from "../../../src/core/model/index.ts";
import type { Renderer } from "../../../src/ports/renderer.ts";
import { type Manifests, readManifests } from "./manifests.ts";

/** What a branch says about one folder. */
export interface Desired {
  readonly commit: string;
  readonly outcome: { readonly text: string; readonly manifests: Manifests } | { readonly error: string };
}

/** A branch that reconcilers look at. */
export interface Branch {
  desired(path: string, namespace: string): Promise<Desired>;
}

/** Where commits are read from. */
export interface BranchReader {
  head(): Promise<string>;
  files(commit: string): Promise<RepositoryFiles>;
}

/** A branch whose folders are rendered with kustomize where they hold a kustomization; each commit once. */
export function renderedBranch(reader: BranchReader, renderer: Renderer | null): Branch {
  const known = new Map<string, Promise<Desired>>();
  return {
    async desired(path, namespace) {
      const commit = await reader.head();
      const key = JSON.stringify([commit, path, namespace]);
      const found = known.get(key) ?? desiredAt(reader, renderer, { commit, path, namespace });
      known.set(key, found);
      return found;
    },
  };
}

async function desiredAt(
  reader: BranchReader,
  renderer: Renderer | null,
  { commit, path, namespace }: { readonly commit: string; readonly path: string; readonly namespace: string },
): Promise<Desired> {
  try {
    const files = await reader.files(commit);
    const text = files.files.has(`${path}/kustomization.yaml`)
      ? await kustomize(files, path, renderer)
      : plainTexts(files, path);
    return { commit, outcome: { text, manifests: readManifests(text, namespace) } };
  } catch (failure) {
    return { commit, outcome: { error: failure instanceof Error ? failure.message : String(failure) } };
  }
}

async function kustomize(files: RepositoryFiles, path: string, renderer: Renderer | null): Promise<string> {
  if (renderer === null) throw new Error("there is no kubectl to render with");
  const workspace = await renderer.open(files);
  try {
    const rendered = await workspace.kustomize(path, new Map());
    if (!rendered.ok) throw new Error(rendered.error);
    return rendered.value;
  } finally {
    await workspace.close();
  }
}

function plainTexts({ files }: RepositoryFiles, path: string): string {
  return [...files]
    .filter(([name]) => name.startsWith(`${path}/`) && /\.ya?ml$/.test(name))
    .flatMap(([, file]) => (file.kind === "text" ? [file.text] : []))
    .join("\n---\n");
}
