import type { Instant, RepositoryFiles } from "../../core/model/index.ts";
import type { BranchTip, PullRequest } from "../../ports/code-host.ts";
import { BoundedCache } from "./bounded-cache.ts";

/**
 * What the sessions of a process share, so that looking again costs little. A memory and never the truth: answers that
 * GitHub confirms before they are used again, what a commit says, which cannot change, and tokens. Losing it costs
 * requests and nothing else.
 */
export interface GitHubMemory {
  /** Answers to reading requests, by address. */
  readonly answers: BoundedCache<KeptAnswer>;
  readonly files: BoundedCache<RepositoryFiles>;
  readonly commits: BoundedCache<BranchTip>;
  /** Pull requests of ours, by repository. */
  readonly pulls: BoundedCache<KeptPulls>;
  /** By server, app and repository. */
  readonly tokens: BoundedCache<KeptToken>;
}

export interface KeptAnswer {
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, as JSON. */
  readonly text: string;
}

/** All pull requests from our branches, as they were when the list of a repository was read to its end. */
export interface KeptPulls {
  readonly pulls: readonly PullRequest[];
  /** Whatever changed before is in there. */
  readonly until: Instant;
  /** When the whole list was read, by our own clock. */
  readonly readAt: number;
}

/** What an owner may leave out when an app is installed. */
export type OptionalFeature = "issues" | "checks";

export interface KeptToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
  readonly repositoryId: number;
  /** The app's name in addresses; its login is `slug[bot]`. */
  readonly slug: string;
  /** Features that it may be used for, beside what all tokens are for. */
  readonly granted: readonly OptionalFeature[];
}

const mebi = 2 ** 20;

// A thousand repositories of a few dozen manifests fit; what does not fit is downloaded again.
const sizes = {
  answers: 64 * mebi,
  files: 256 * mebi,
  commits: 8 * mebi,
  pulls: 64 * mebi,
  tokens: 8 * mebi,
};

export function createGitHubMemory(bytes: Partial<typeof sizes> = {}): GitHubMemory {
  const { answers, files, commits, pulls, tokens } = { ...sizes, ...bytes };
  return {
    answers: new BoundedCache(answers),
    files: new BoundedCache(files),
    commits: new BoundedCache(commits),
    pulls: new BoundedCache(pulls),
    tokens: new BoundedCache(tokens),
  };
}
