import type { Repository, World } from "../state/world.ts";
import type { Actor } from "./actor.ts";
import type { Reply } from "./reply.ts";

/** From where something is described: who looks, and under which addresses they reach GitHub. */
export interface Viewpoint {
  readonly world: World;
  readonly actor: Actor;
  /** Origin and path prefix under which the client reaches this API. */
  readonly apiUrl: string;
  readonly webUrl: string;
}

export interface Call extends Viewpoint {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly accept: string;
}

/** A call whose repository exists and is visible to whoever asks. */
export interface RepositoryCall extends Call {
  readonly repository: Repository;
  /** Nothing is changed by it. */
  readonly isRead: boolean;
}

type Handler = (call: Call) => Promise<Reply> | Reply;
type RepositoryHandler = (call: RepositoryCall) => Promise<Reply> | Reply;

/** Handlers by operation, written as in GitHub's description: `GET /repos/{owner}/{repo}`. */
export interface Routes {
  readonly anywhere?: Readonly<Record<string, Handler>>;
  readonly inRepository?: Readonly<Record<string, RepositoryHandler>>;
}

export interface Route {
  readonly operation: string;
  readonly handle: Handler | null;
  readonly handleInRepository: RepositoryHandler | null;
}

interface Compiled extends Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

/** Clients send these with `%2F` or with plain slashes. */
const spansSlashes = new Set(["ref", "path", "branch", "basehead"]);

export class Router {
  readonly #routes: readonly Compiled[];

  constructor(groups: readonly Routes[]) {
    const all = groups.flatMap((group) => [
      ...Object.entries(group.anywhere ?? {}).map(([operation, handle]) =>
        compile({ operation, handle, handleInRepository: null }),
      ),
      ...Object.entries(group.inRepository ?? {}).map(([operation, handleInRepository]) =>
        compile({ operation, handle: null, handleInRepository }),
      ),
    ]);
    // A literal segment beats a parameter, so routes with fewer parameters and more text go first.
    this.#routes = all.sort((a, b) => b.pattern.source.length - a.pattern.source.length);
  }

  find(method: string, path: string): { route: Route; params: Record<string, string> } | null {
    for (const route of this.#routes) {
      const match = route.method === method ? route.pattern.exec(path) : null;
      if (match !== null) {
        const params: Record<string, string> = Object.create(null);
        route.names.forEach((name, i) => {
          params[name] = decodeURIComponent(match[i + 1] ?? "");
        });
        return { route, params };
      }
    }
    return null;
  }
}

function compile(route: Route): Compiled {
  const [method = "", template = ""] = route.operation.split(" ");
  const names: string[] = [];
  const source = template.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    names.push(name);
    return spansSlashes.has(name) ? "(.*)" : "([^/]+)";
  });
  return { ...route, method, names, pattern: new RegExp(`^${source}$`) };
}
