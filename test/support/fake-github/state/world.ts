import type { KeyObject } from "node:crypto";
import type { CheckRun, CommitStatus } from "./check-run.ts";
import type { GitRepository } from "./git-repository.ts";
import type { Happening } from "./happening.ts";
import type { Comment, Issue, Label } from "./issue.ts";
import type { Lag } from "./lag.ts";
import type { Pull, ReviewComment } from "./pull.ts";

type Level = "read" | "write" | "admin";
export type Permissions = Readonly<Record<string, Level>>;

/** Everything GitHub knows, and the clock it lives by. */
export interface World {
  readonly root: string;
  /** By full name in small letters. */
  readonly repositories: Map<string, Repository>;
  /** Full names, in small letters, that repositories had before they were renamed, and their ids. */
  readonly formerNames: Map<string, number>;
  readonly apps: Map<number, App>;
  readonly installations: Map<number, Installation>;
  readonly tokens: Map<string, Token>;
  readonly limits: Limits;
  now(): Date;
  advance(milliseconds: number): void;
  nextId(): number;
  /** Called after something happened that GitHub tells subscribers about. */
  readonly listeners: ((happening: Happening) => void)[];
  /** Logins of people whose accounts are gone. */
  readonly goneLogins: Set<string>;
}

/** Knobs of the limits. They are generous until a test tightens them. */
export interface Limits {
  /** Primary limit, requests per hour and token. */
  perHour: number;
  /** Secondary limits, content-creating requests per token; 80 and 500 at GitHub. */
  contentPerMinute: number;
  contentPerHour: number;
  /** Secondary limit, points per minute and token, one for a read and five for a write; 900 at GitHub. */
  pointsPerMinute: number;
  /** How GitHub refuses above a secondary limit; both are seen. */
  secondaryStatus: 403 | 429;
  /** Seconds; null: GitHub does not say. */
  secondaryRetryAfter: number | null;
  /** How many times a new pull request answers `mergeable: null`. */
  mergeablePolls: number;
  /** How many reads of a reference or of a list still show what was there before a write. */
  lagReads: number;
  /** For how long they do, on the world's clock. */
  lagMilliseconds: number;
  /** How many times a new issue or pull request is not found by its number or id. */
  unresolvedReads: number;
  /** A recursive tree with more entries is cut; 100,000 at GitHub. */
  treeEntries: number;
}

export interface Repository {
  readonly id: number;
  readonly owner: string;
  name: string;
  readonly git: GitRepository;
  readonly isPrivate: boolean;
  defaultBranch: string;
  archived: boolean;
  readonly pulls: Map<number, Pull>;
  /** Issues that are no pull requests. */
  readonly issues: Map<number, Issue>;
  /** Numbers, in the order in which they were pinned. */
  readonly pinned: number[];
  readonly comments: Map<number, Comment>;
  /** What is said on lines of diffs. */
  readonly reviewComments: Map<number, ReviewComment>;
  /** By name in small letters. */
  readonly labels: Map<string, Label>;
  /** By login in small letters. */
  readonly roles: Map<string, Role>;
  readonly checkRuns: Map<number, CheckRun>;
  readonly statuses: CommitStatus[];
  /** By branch. */
  readonly rules: Map<string, BranchRules>;
  /** Numbers of pull requests, first in line first, by branch. */
  readonly mergeQueues: Map<string, QueueEntry[]>;
  autoMergeAllowed: boolean;
  /** Commits that GitHub signed. */
  readonly verified: Set<string>;
  /** What stale reads of a reference still see. */
  readonly stale: Map<string, { readonly sha: string | null; readonly lag: Lag }>;
  lastNumber: number;
}

/** What somebody may do; `custom` is the name of an organization's own role that stands on the base role. */
export interface Role {
  readonly base: "none" | "read" | "triage" | "write" | "maintain" | "admin";
  readonly custom?: string;
}

export interface BranchRules {
  readonly mergeQueue?: boolean;
  readonly approvals?: number;
  /** A push to the head takes approvals away. */
  readonly dismissStaleReviews?: boolean;
  /** Names of check runs or contexts of statuses. */
  readonly checks?: readonly string[];
}

export interface QueueEntry {
  readonly id: number;
  readonly pull: number;
  readonly by: string;
  readonly at: string;
}

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly publicKey: KeyObject;
  readonly permissions: Permissions;
  /** Names of the webhook events that it subscribed to. */
  readonly events: readonly string[];
}

export interface Installation {
  readonly id: number;
  readonly appId: number;
  readonly account: string;
  permissions: Permissions;
  /** Repository ids; null means every repository of the account. */
  repositories: readonly number[] | null;
  suspended: boolean;
}

interface Token {
  readonly value: string;
  readonly login: string;
  readonly installation: Installation | null;
  readonly permissions: Permissions;
  readonly repositories: readonly number[] | null;
  readonly expiresAt: number;
}

export function findRepository(world: World, owner: string, name: string): Repository | undefined {
  return world.repositories.get(`${owner}/${name}`.toLowerCase());
}

export function repositoryById(world: World, id: number): Repository | undefined {
  return [...world.repositories.values()].find((each) => each.id === id);
}

export function fullName(repository: Repository): string {
  return `${repository.owner}/${repository.name}`;
}

/** For tests, where a missing repository is a mistake in the test. */
export function existingRepository(world: World, name: string): Repository {
  const [owner = "", repo = ""] = name.split("/");
  const repository = findRepository(world, owner, repo);
  if (repository === undefined) throw new Error(`no repository ${name}`);
  return repository;
}

/** GitHub writes times without fractions. */
export function stamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

export function happen(world: World, happening: Happening): void {
  for (const listener of world.listeners) listener(happening);
}
