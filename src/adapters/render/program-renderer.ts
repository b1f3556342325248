import PQueue from "p-queue";
import { err, type RepositoryFiles } from "../../core/model/index.ts";
import { PortError } from "../../ports/port-error.ts";
import type { ChartToRender, Rendered, Renderer, RenderWorkspace } from "../../ports/renderer.ts";
import { remoteSchemas } from "./remote-schemas.ts";
import { runHelm } from "./run-helm.ts";
import { runKustomize } from "./run-kustomize.ts";
import type { RunLimits } from "./run-program.ts";
import { isSafe, ScratchTree } from "./scratch-tree.ts";

export interface ProgramOptions {
  /** Path of the program; without it, kustomizations are refused. */
  readonly kubectl?: string | null;
  /** Path of the program; without it, charts are refused. */
  readonly helm?: string | null;
  /** Longest time for one render; 10 seconds by default. The slowest of 300 public overlays took 2. */
  readonly timeoutMillis?: number;
  /** Largest render; 64 MB by default. */
  readonly outputBytes?: number;
  /** Most address space of one render; 2 GiB by default, of which a Go program uses 0.9 before it starts. */
  readonly memoryBytes?: number;
  /** Renders at the same time, over all workspaces; 2 by default, because each one may use two cores. */
  readonly concurrency?: number;
}

/** Renders with `kubectl kustomize` and `helm template`. Throws a PortError when the machine fails, not the files. */
export function programRenderer(options: ProgramOptions): Renderer {
  const limits: RunLimits = {
    timeoutMillis: options.timeoutMillis ?? 10_000,
    outputBytes: options.outputBytes ?? 64 * 1024 * 1024,
    memoryBytes: options.memoryBytes ?? 2 * 1024 * 1024 * 1024,
  };
  const queue = new PQueue({ concurrency: options.concurrency ?? 2 });
  const programs = { kubectl: options.kubectl ?? null, helm: options.helm ?? null };
  const renders = new Set<"kustomize" | "helm">();
  if (programs.kubectl !== null) renders.add("kustomize");
  if (programs.helm !== null) renders.add("helm");
  return {
    renders,
    async open(files: RepositoryFiles): Promise<RenderWorkspace> {
      const tree = await asPortError(() => ScratchTree.create(files));
      return new Workspace(tree, programs, limits, queue, remoteSchemas(files));
    },
  };
}

type Render = Promise<Rendered>;

interface Programs {
  readonly kubectl: string | null;
  readonly helm: string | null;
}

class Workspace implements RenderWorkspace {
  readonly #tree: ScratchTree;
  readonly #programs: Programs;
  readonly #limits: RunLimits;
  readonly #queue: PQueue;
  readonly #remoteSchemas: ReadonlySet<string>;
  readonly #running = new Set<Promise<unknown>>();
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(
    tree: ScratchTree,
    programs: Programs,
    limits: RunLimits,
    queue: PQueue,
    schemas: ReadonlySet<string>,
  ) {
    this.#tree = tree;
    this.#programs = programs;
    this.#limits = limits;
    this.#queue = queue;
    this.#remoteSchemas = schemas;
  }

  async kustomize(directory: string, overlay: ReadonlyMap<string, string>): Render {
    const { kubectl } = this.#programs;
    if (kubectl === null) return err("kubectl was not found");
    if (directory !== "" && !isSafe(directory)) return err("the directory has an unusual name");
    return await this.#inTurn(overlay, () => runKustomize({ program: kubectl, ...this.#place() }, directory));
  }

  async helm(chart: ChartToRender, overlay: ReadonlyMap<string, string>): Render {
    const { helm } = this.#programs;
    if (helm === null) return err("helm was not found");
    for (const { at, chart: folder } of chart.dependencies) {
      if (!isSafe(at) || !isSafe(folder)) return err("a dependency has an unusual name");
      await asPortError(() => this.#tree.link(at, folder));
    }
    return await this.#inTurn(overlay, () =>
      runHelm({ program: helm, ...this.#place() }, chart, this.#mayFetch(chart)),
    );
  }

  #place(): { readonly cwd: string; readonly home: string; readonly limits: RunLimits } {
    return { cwd: this.#tree.root, home: this.#tree.home, limits: this.#limits };
  }

  #mayFetch(chart: ChartToRender): boolean {
    const folders = [chart.directory, ...chart.dependencies.map((dependency) => dependency.chart)];
    return [...this.#remoteSchemas].some((path) =>
      folders.some((folder) => folder === "" || path === folder || path.startsWith(`${folder}/`)),
    );
  }

  async #inTurn(overlay: ReadonlyMap<string, string>, render: () => Render): Render {
    if (this.#closed) throw new Error("the workspace is closed");
    // Renders of one overlay run side by side; another overlay waits until they are done.
    const turn = this.#turn.then(async () => {
      if (!this.#tree.shows(overlay)) {
        await Promise.allSettled(this.#running);
        await asPortError(() => this.#tree.lay(overlay));
      }
      return this.#start(render);
    });
    this.#turn = turn.catch(() => undefined);
    return (await turn).run;
  }

  // Wrapped, because a promise that is returned from a turn would make the next turn wait for the render.
  #start(render: () => Render): { readonly run: Render } {
    const run = this.#queue.add(render);
    this.#running.add(run);
    void run.catch(() => undefined).then(() => this.#running.delete(run));
    return { run };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#turn;
    await Promise.allSettled(this.#running);
    await asPortError(() => this.#tree.remove());
  }
}

async function asPortError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new PortError("renderer", "rejected", `the scratch copy could not be made: ${message}`, {
      cause: error,
    });
  }
}
