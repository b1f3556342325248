import { duration, type Instant, instant, type RepositoryFile } from "../../../src/core/model/index.ts";
import { mebibyte } from "../estate/design.ts";
import { type BranchReader, renderedBranch } from "./branch.ts";
import { Cluster, type ClusterOptions } from "./cluster.ts";
import type { Load } from "./load.ts";

/** A Monday at midnight. */
export const clusterStart: Instant = instant(Date.UTC(2026, 2, 2));

export interface ApiResources {
  readonly cpu?: string;
  readonly memory?: string;
  readonly cpuLimit?: string;
  readonly replicas?: number;
}

/** A Deployment with one container, whose memory limit is its request. */
export function apiManifest({
  cpu = "1",
  memory = "1Gi",
  cpuLimit,
  replicas = 2,
}: ApiResources = {}): string {
  const limit = cpuLimit === undefined ? "" : `\n              cpu: ${cpuLimit}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: payments
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
    spec:
      containers:
        - name: api
          image: ghcr.io/example/api:1.0.0
          resources:
            requests:
              cpu: "${cpu}"
              memory: ${memory}
            limits:
              memory: ${memory}${limit}
`;
}

/** Half a core by day and 300 MiB in each pod, a hundred requests a second. */
export const apiLoad: Load = {
  containers: {
    api: {
      cpu: { cores: 0.5, daily: 0.3, weekend: 0.6 },
      memory: { shape: "level", bytes: 300 * mebibyte },
    },
  },
  traffic: { perCoreSecond: 200, milliseconds: 40 },
};

/** A branch that is pushed to by assigning files; no git. */
export class Commits implements BranchReader {
  #commits: readonly Readonly<Record<string, string>>[] = [];

  push(files: Readonly<Record<string, string>>): string {
    this.#commits = [...this.#commits, files];
    return nameOf(this.#commits.length);
  }

  async head(): Promise<string> {
    return nameOf(this.#commits.length);
  }

  async files(commit: string) {
    const texts = this.#commits[Number(commit) - 1] ?? {};
    const files = Object.entries(texts).map(([path, text]): [string, RepositoryFile] => [
      path,
      { kind: "text", text },
    ]);
    return { origin: `commits@${commit}`, files: new Map(files) };
  }
}

function nameOf(count: number): string {
  return String(count).padStart(40, "0");
}

/** The Deployment alone, applied by Argo CD. */
export async function startApi(
  resources: ApiResources = {},
  options: Partial<Omit<ClusterOptions, "branch">> = {},
): Promise<{ readonly cluster: Cluster; readonly push: (resources: ApiResources) => string }> {
  const commits = new Commits();
  const push = (next: ApiResources): string => commits.push({ "apps/api.yaml": apiManifest(next) });
  push(resources);
  const cluster = await Cluster.start({
    start: clusterStart,
    branch: renderedBranch(commits, null),
    reconcilers: [{ tool: "argo", name: "payments", path: "apps", namespace: "payments" }],
    load: () => apiLoad,
    ...options,
  });
  await cluster.advance(duration(10, "m"));
  return { cluster, push };
}
