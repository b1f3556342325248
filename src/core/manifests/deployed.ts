import type { Deployment, DeploymentSource } from "./deployments/deployment.ts";
import type { Declaration } from "./environment.ts";

/** One source of a deployment. */
export interface Deployed {
  readonly deployment: Deployment;
  readonly source: DeploymentSource;
}

export function eachSource(deployments: readonly Deployment[]): readonly Deployed[] {
  return deployments.flatMap((deployment) => deployment.sources.map((source) => ({ deployment, source })));
}

/** What says that it is deployed; nothing where that is guessed. */
export function declarationsOf(deployment: Deployment): readonly Declaration[] {
  const { kind, name, certainty, declaredAt, destination } = deployment;
  return certainty === "guessed" ? [] : [{ kind, name, ...declaredAt, ...destination }];
}

/** Gives environments names that tell them apart: that of their deployment, where no other has it. */
export class EnvironmentNames {
  readonly #deployments: ReadonlyMap<string, number>;
  readonly #taken: Set<string>;

  constructor(deployed: readonly Deployed[], taken: Iterable<string>) {
    const counts = new Map<string, number>();
    for (const { deployment } of deployed)
      counts.set(deployment.name, (counts.get(deployment.name) ?? 0) + 1);
    this.#deployments = counts;
    this.#taken = new Set(taken);
  }

  nameFor(deployment: Deployment): string {
    const isOnly = this.#deployments.get(deployment.name) === 1;
    const wanted = isOnly ? deployment.name : longName(deployment);
    let name = wanted;
    for (let count = 2; this.#taken.has(name); count++) name = `${wanted} (${count})`;
    this.#taken.add(name);
    return name;
  }
}

/** The id begins with the kind, which says little to people. */
function longName({ id, kind }: Deployment): string {
  return id.startsWith(`${kind} `) ? id.slice(kind.length + 1) : id;
}
