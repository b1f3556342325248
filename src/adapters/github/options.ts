import type { GitHubMemory } from "./memory.ts";
import type { AnswerFacts } from "./meter.ts";

/** What a person or program lets us be on GitHub. */
export type GitHubAuth =
  | { readonly kind: "token"; readonly token: string }
  /** `privateKey` is the PEM text that GitHub hands out. */
  | { readonly kind: "app"; readonly appId: number | string; readonly privateKey: string };

/**
 * Proxies come from the environment: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in capital or small letters; a user
 * and password in the address are sent to the proxy.
 */
export interface GitHubOptions {
  /** `owner/name`, in any letter case; a name from before a rename works too. */
  readonly repository: string;
  readonly auth: GitHubAuth;
  /** As people know it, see `apiBaseUrl`; github.com without it. */
  readonly baseUrl?: string;
  /** Receives one line per request and per wait, without secrets: for debugging. */
  readonly log?: (line: string) => void;
  /**
   * Told before each wait for a rate limit, so that a person does not see a program that hangs: how long, at most
   * `maxWaitSeconds`, and why, as the beginning of a sentence (`GitHub asks to slow down`).
   */
  readonly onWait?: (seconds: number, why: string) => void;
  /** An app's commits may lack GitHub's signature, as on servers that sign nothing. */
  readonly allowUnverified?: boolean;
  readonly limits?: Partial<Limits>;
  /** Told of every answer, for counting. */
  readonly onAnswer?: (answer: AnswerFacts) => void;
  /**
   * Asked before each request that may write, repeated ones included; what it throws ends the request unsent. Who holds a
   * lease on the repository makes sure here that it still does.
   */
  readonly beforeWrite?: () => Promise<void>;
  /** Shared by the sessions of a process that look at the same repositories again; without it, each has its own. */
  readonly memory?: GitHubMemory;
}

/** Bounds on what a server may cost us. Bytes are bytes, times are seconds. */
export interface Limits {
  /** One request, from sending to the end of its answer. */
  readonly requestSeconds: number;
  /** The download of all files. */
  readonly archiveSeconds: number;
  /** A longer rate-limit wait is an error that says until when. */
  readonly maxWaitSeconds: number;
  /** How long a second of waiting lasts, in milliseconds; tests make it short. */
  readonly millisecondsPerSecond: number;
  /** Writes that may follow each other at once; from then on one a second. GitHub allows 80 a minute. */
  readonly writeBurst: number;
  readonly archiveBytes: number;
  readonly unpackedBytes: number;
  readonly textBytes: number;
  /** A larger file is present but not read. */
  readonly fileBytes: number;
  /** Manifests that the archive does not hold as they are, and that are fetched one by one; more are too heavy. */
  readonly singleFetches: number;
}

export const defaultLimits: Limits = {
  requestSeconds: 60,
  archiveSeconds: 300,
  // GitHub asks for one minute where it names no time for a secondary limit.
  maxWaitSeconds: 90,
  millisecondsPerSecond: 1000,
  writeBurst: 20,
  archiveBytes: 512 * 1024 * 1024,
  unpackedBytes: 2 * 1024 * 1024 * 1024,
  textBytes: 256 * 1024 * 1024,
  fileBytes: 1024 * 1024,
  singleFetches: 200,
};
