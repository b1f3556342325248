import PQueue from "p-queue";
import { err, type RepositoryFiles, type Result } from "../../core/model/index.ts";
import { PortError } from "../../ports/port-error.ts";
import type { Renderer, RenderWorkspace } from "../../ports/renderer.ts";
import { type RunLimits, runKustomize } from "./run-kubectl.ts";
import { isSafe, ScratchTree } from "./scratch-tree.ts";

export interface KubectlOptions {
  /** Path of the program. */
  readonly kubectl: string;
  /** Longest time for one render; 10 seconds by default. The slowest of 300 public overlays took 2. */
  readonly timeoutMillis?: number;
  /** Largest render; 64 MB by default. */
  readonly outputBytes?: number;
  /** Renders at the same time, over all workspaces; 2 by default, because each one may use two cores. */
  readonly concurrency?: number;
}

/** Renders with `kubectl kustomize`. `open` and `kustomize` throw a PortError when the machine fails, not the files. */
export function kubectlRenderer(options: KubectlOptions): Renderer {
  const limits: RunLimits = {
    timeoutMillis: options.timeoutMillis ?? 10_000,
    outputBytes: options.outputBytes ?? 64 * 1024 * 1024,
  };
  const queue = new PQueue({ concurrency: options.concurrency ?? 2 });
  return {
    async open(files: RepositoryFiles): Promise<RenderWorkspace> {
      const tree = await asPortError(() => ScratchTree.create(files));
      return new Workspace(tree, options.kubectl, limits, queue);
    },
  };
}

class Workspace implements RenderWorkspace {
  readonly #tree: ScratchTree;
  readonly #kubectl: string;
  readonly #limits: RunLimits;
  readonly #queue: PQueue;
  readonly #running = new Set<Promise<unknown>>();
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(tree: ScratchTree, kubectl: string, limits: RunLimits, queue: PQueue) {
    this.#tree = tree;
    this.#kubectl = kubectl;
    this.#limits = limits;
    this.#queue = queue;
  }

  async kustomize(directory: string, overlay: ReadonlyMap<string, string>): Promise<Result<string, string>> {
    if (this.#closed) throw new Error("the workspace is closed");
    if (directory !== "" && !isSafe(directory)) return err("the directory has an unusual name");
    // Renders of one overlay run side by side; another overlay waits until they are done.
    const turn = this.#turn.then(async () => {
      if (!this.#tree.shows(overlay)) {
        await Promise.allSettled(this.#running);
        await asPortError(() => this.#tree.lay(overlay));
      }
      return this.#start(directory);
    });
    this.#turn = turn.catch(() => undefined);
    return (await turn).run;
  }

  // Wrapped, because a promise that is returned from a turn would make the next turn wait for the render.
  #start(directory: string): { readonly run: Promise<Result<string, string>> } {
    const run = this.#queue.add(() =>
      runKustomize(this.#kubectl, this.#tree.root, this.#tree.home, directory, this.#limits),
    );
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
