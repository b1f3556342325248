import { spawn } from "node:child_process";
import { devNull } from "node:os";

export interface GitCall {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are answers, not failures. */
  readonly allow?: readonly number[];
}

export interface GitAnswer {
  readonly code: number;
  readonly stdout: Buffer;
}

export class GitError extends Error {
  readonly stderr: string;

  constructor(args: readonly string[], stderr: string) {
    super(`git ${args.join(" ")}: ${stderr.trim()}`);
    this.name = "GitError";
    this.stderr = stderr;
  }
}

/** Runs git on a bare repository, independent of this machine's git configuration and of who is logged in. */
export function runGit(directory: string, args: readonly string[], call: GitCall = {}): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, { cwd: directory, env: { ...baseEnvironment(), ...call.env } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.stdin.on("error", () => {});
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0 || call.allow?.includes(code ?? -1)) {
        resolve({ code: code ?? -1, stdout: Buffer.concat(out) });
      } else {
        reject(new GitError(args, Buffer.concat(err).toString("utf8")));
      }
    });
    child.stdin.end(call.input ?? "");
  });
}

export async function gitText(
  directory: string,
  args: readonly string[],
  call: GitCall = {},
): Promise<string> {
  return (await runGit(directory, args, call)).stdout.toString("utf8").replace(/\n$/, "");
}

function baseEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: devNull,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: "0",
    GIT_AUTHOR_NAME: "GitHub",
    GIT_AUTHOR_EMAIL: "noreply@github.com",
    GIT_COMMITTER_NAME: "GitHub",
    GIT_COMMITTER_EMAIL: "noreply@github.com",
    LC_ALL: "C",
  };
}
