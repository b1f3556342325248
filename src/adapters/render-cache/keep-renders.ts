import type { RepositoryFiles } from "../../core/model/index.ts";
import type { ChartToRender, Rendered, Renderer, RenderWorkspace } from "../../ports/renderer.ts";
import type { RenderFolder } from "./render-folder.ts";
import { type Question, renderKey } from "./render-key.ts";

/** What tells a program from every other; `null` where that is not known, and nothing it renders is kept. */
export type Identities = Readonly<Record<Question["program"], () => Promise<string | null>>>;

/**
 * Renders with another renderer what is not kept yet, and keeps it. Renders and lasting refusals are kept; what another
 * try may change never is. A workspace of which everything is kept makes no scratch copy.
 */
export function keepRenders(renderer: Renderer, identities: Identities, folder: RenderFolder): Renderer {
  const programs = { kubectl: once(identities.kubectl), helm: once(identities.helm) };
  const underway = new Map<string, Promise<Rendered>>();
  return {
    renders: renderer.renders,
    open: async (files) => new KeptWorkspace(files, renderer, programs, folder, underway),
  };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => {
    result ??= work();
    return result;
  };
}

class KeptWorkspace implements RenderWorkspace {
  readonly #files: RepositoryFiles;
  readonly #renderer: Renderer;
  readonly #programs: Identities;
  readonly #folder: RenderFolder;
  /** Of all workspaces: what two of them ask for at the same time is rendered once. */
  readonly #underway: Map<string, Promise<Rendered>>;
  readonly #copies = new Map<string, Promise<RenderWorkspace>>();
  readonly #writing = new Set<Promise<void>>();
  #closed = false;

  constructor(
    files: RepositoryFiles,
    renderer: Renderer,
    programs: Identities,
    folder: RenderFolder,
    underway: Map<string, Promise<Rendered>>,
  ) {
    this.#files = files;
    this.#renderer = renderer;
    this.#programs = programs;
    this.#folder = folder;
    this.#underway = underway;
  }

  kustomize(directory: string, overlay: ReadonlyMap<string, string>): Promise<Rendered> {
    return this.#answer({ program: "kubectl", directory }, overlay, async () => {
      const copy = await this.#copy([]);
      return copy.kustomize(directory, overlay);
    });
  }

  helm(chart: ChartToRender, overlay: ReadonlyMap<string, string>): Promise<Rendered> {
    return this.#answer({ program: "helm", chart }, overlay, async () => {
      const copy = await this.#copy(chart.dependencies);
      return copy.helm(chart, overlay);
    });
  }

  async #answer(
    question: Question,
    overlay: ReadonlyMap<string, string>,
    render: () => Promise<Rendered>,
  ): Promise<Rendered> {
    if (this.#closed) throw new Error("the workspace is closed");
    const program = await this.#programs[question.program]();
    const key = program === null ? null : renderKey(program, question, this.#files, overlay);
    if (key === null) return await render();
    const asked = this.#underway.get(key) ?? this.#lookUp(key, render);
    this.#underway.set(key, asked);
    try {
      return await asked;
    } finally {
      this.#underway.delete(key);
    }
  }

  async #lookUp(key: string, render: () => Promise<Rendered>): Promise<Rendered> {
    const kept = await this.#folder.get(key);
    if (kept !== null) return kept;
    const rendered = await render();
    if (rendered.ok || rendered.isLasting === true) {
      const writing = this.#folder.put(key, rendered).finally(() => this.#writing.delete(writing));
      this.#writing.add(writing);
    }
    return rendered;
  }

  // Dependencies stay linked into a scratch copy, and its later renders could read them. One copy for each list of
  // them keeps a render from reading what its key does not name.
  #copy(dependencies: ChartToRender["dependencies"]): Promise<RenderWorkspace> {
    const name = JSON.stringify(dependencies);
    const copy = this.#copies.get(name) ?? this.#renderer.open(this.#files);
    this.#copies.set(name, copy);
    return copy;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#writing);
    const copies = await Promise.allSettled(this.#copies.values());
    for (const copy of copies) if (copy.status === "fulfilled") await copy.value.close();
  }
}
