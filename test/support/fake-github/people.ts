import { mkdir } from "node:fs/promises";
import path from "node:path";
import { commitFiles, type FileContent, readFileAt } from "./state/commit-files.ts";
import { GitRepository } from "./state/git-repository.ts";
import { renameRepository } from "./state/rename-repository.ts";
import {
  existingRepository as existing,
  happen,
  type Repository,
  type Role,
  type World,
} from "./state/world.ts";

export interface RepositoryOrder {
  readonly owner: string;
  readonly name: string;
  readonly files?: Readonly<Record<string, FileContent>>;
  readonly defaultBranch?: string;
  readonly isPrivate?: boolean;
}

export interface PushOrder {
  readonly repository: string;
  readonly branch?: string;
  /** null removes the file. */
  readonly files: Readonly<Record<string, FileContent | null>>;
  readonly message?: string;
  readonly author?: string;
  /** Start from this commit instead of the branch; a new branch starts from the default one. */
  readonly from?: string;
}

/** What people do in the browser or with git. */
export function people(world: World) {
  return {
    async createRepository(order: RepositoryOrder): Promise<Repository> {
      const key = `${order.owner}/${order.name}`.toLowerCase();
      if (world.repositories.has(key)) throw new Error(`${key} exists already`);
      const id = world.nextId();
      const git = new GitRepository(path.join(world.root, `${id}.git`));
      await mkdir(world.root, { recursive: true });
      const defaultBranch = order.defaultBranch ?? "main";
      await git.create(defaultBranch);
      const { owner, name, isPrivate = true } = order;
      const repository: Repository = {
        ...{ id, owner, name, git, isPrivate, defaultBranch, archived: false, lastNumber: 0 },
        ...{
          pulls: new Map(),
          issues: new Map(),
          pinned: [],
          comments: new Map(),
          reviewComments: new Map(),
          labels: new Map(),
        },
        ...{ roles: new Map(), checkRuns: new Map(), statuses: [], rules: new Map(), mergeQueues: new Map() },
        ...{ autoMergeAllowed: true, verified: new Set(), stale: new Map() },
      };
      world.repositories.set(key, repository);
      world.formerNames.delete(key);
      await commitFiles(world, repository, {
        branch: defaultBranch,
        files: order.files ?? { "README.md": `# ${name}\n` },
        message: "Initial commit",
        author: "founder",
      });
      return repository;
    },

    renameRepository(fullName: string, name: string, by = "octocat"): void {
      renameRepository(world, existing(world, fullName), name, by);
    },

    archiveRepository(fullName: string, archived = true, by = "octocat"): void {
      const repository = existing(world, fullName);
      repository.archived = archived;
      const action = archived ? "archived" : "unarchived";
      happen(world, { event: "repository", action, repository, sender: by });
    },

    pushCommit(order: PushOrder): Promise<string> {
      const repository = existing(world, order.repository);
      const { branch = repository.defaultBranch, message = "A change", author = "octocat" } = order;
      const from = order.from === undefined ? {} : { from: order.from };
      return commitFiles(world, repository, { branch, files: order.files, message, author, ...from });
    },

    setRole(name: string, login: string, base: Role["base"], custom?: string): void {
      const role = custom === undefined ? { base } : { base, custom };
      existing(world, name).roles.set(login.toLowerCase(), role);
    },

    readFile(name: string, revision: string, file: string): Promise<string | null> {
      return readFileAt(existing(world, name), revision, file);
    },
  };
}
