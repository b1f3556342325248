import type { Overview } from "../../../src/ports/code-host.ts";

/** What one look shows of a repository with one commit and nothing of ours, but for what is given. */
export function anOverview(change: Partial<Overview> = {}): Overview {
  return {
    facts: { fullName: "acme/infra", defaultBranch: "main", archived: false },
    tip: { commit: "c0", tree: "t0", message: "" },
    subjects: [],
    files: { origin: "", files: new Map() },
    branches: new Map([["main", "c0"]]),
    pullRequests: [],
    isComplete: true,
    reviews: new Map(),
    checks: new Map(),
    issues: [],
    talks: [],
    ...change,
  };
}
