import { type ExecFileException, execFile } from "node:child_process";
import { err, ok } from "../../core/model/index.ts";
import { PortError } from "../../ports/port-error.ts";
import type { Rendered } from "../../ports/renderer.ts";

export interface RunLimits {
  readonly timeoutMillis: number;
  readonly outputBytes: number;
  /** Address space of the process. Holds on Linux; elsewhere the shell ignores it, and `GOMEMLIMIT` alone is left. */
  readonly memoryBytes: number;
}

/** A run in a scratch tree. */
export interface ProgramRun {
  /** Path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  /** Root of the tree. */
  readonly cwd: string;
  /** A private folder for whatever the program keeps. */
  readonly home: string;
  readonly limits: RunLimits;
  /** The program's own message in what it wrote to standard error; `null` where there is none. */
  messageIn(lines: readonly string[]): string | null;
}

/**
 * Runs a renderer on untrusted input and gives what it wrote. It sees no kubeconfig, no program to execute and no
 * network: `PATH` is empty, so neither git nor a plugin is found, and every proxy leads to a closed port. A refusal is
 * one line. A program that cannot be run is a PortError.
 */
export function runProgram(run: ProgramRun): Promise<Rendered> {
  const { cwd, home, limits } = run;
  const [file, args] = bounded(run);
  return new Promise((resolve, reject) => {
    execFile(
      file,
      args,
      {
        cwd,
        env: scrubbedEnvironment(home),
        encoding: "utf8",
        timeout: limits.timeoutMillis,
        killSignal: "SIGKILL",
        maxBuffer: limits.outputBytes,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(ok(stdout));
        else if (isMissing(error)) {
          const { program } = run;
          reject(new PortError("renderer", "not-found", `${program} cannot be run`, { cause: error }));
        } else resolve(refusal(run, error, stderr));
      },
    );
  });
}

// A template can ask for any amount of memory in one step (`repeat 1000000000 "x"`), which Go's own limit, a hint to
// the collector, does not stop. The shell's limit of the address space does: the program then ends with "out of
// memory". A Go program reserves about 900 MB of address space before it starts.
function bounded({ program, args, limits }: ProgramRun): [string, readonly string[]] {
  if (process.platform === "win32") return [program, args];
  const kilobytes = Math.floor(limits.memoryBytes / 1024);
  // No core dump, and no file larger than 1 MB: the output goes to a pipe, which this does not bound.
  const script = `{ ulimit -c 0; ulimit -f 2048; ulimit -v ${kilobytes}; } 2>/dev/null; exec "$@"`;
  return ["/bin/sh", ["-c", script, "sh", program, ...args]];
}

function isMissing(error: ExecFileException): boolean {
  // The shell's exit codes for a program that is not there or cannot be executed.
  return ["ENOENT", "EACCES", 126, 127].includes(error.code ?? "");
}

function scrubbedEnvironment(home: string): NodeJS.ProcessEnv {
  // Port 9 (discard) is closed on every sane machine, so a fetch fails at once instead of reaching anything.
  const nowhere = "http://127.0.0.1:9";
  return {
    PATH: "",
    HOME: home,
    TMPDIR: home,
    XDG_CONFIG_HOME: home,
    XDG_CACHE_HOME: home,
    XDG_DATA_HOME: home,
    KUBECONFIG: `${home}/no-kubeconfig`,
    HELM_CONFIG_HOME: home,
    HELM_CACHE_HOME: home,
    HELM_DATA_HOME: home,
    HELM_PLUGINS: `${home}/no-plugins`,
    HELM_NO_PLUGINS: "1",
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    http_proxy: nowhere,
    https_proxy: nowhere,
    NO_PROXY: "",
    no_proxy: "",
    LC_ALL: "C",
    // Renderers need little; beyond this, memory is collected hard. Below it collecting is a third of what a render
    // costs, and would save 20 MB of 100.
    GOMEMLIMIT: "512MiB",
    GOGC: "800",
    GOMAXPROCS: "2",
  };
}

function refusal(run: ProgramRun, error: ExecFileException, stderr: string): Rendered {
  const limit = limitReached(run, error, stderr);
  if (limit !== null) return err(limit);
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const message = run.messageIn(lines);
  const refused = err(oneLine(run, message ?? error.message));
  // Programs end with 1 where the files are wrong; 2 is a crash of Go.
  return error.code === 1 && message !== null && !ofTheMachine.test(stderr)
    ? { ...refused, isLasting: true }
    : refused;
}

// What the system, not the program, says of a file, a process or a connection.
const ofTheMachine =
  /no space left|too many open files|temporarily unavailable|input\/output error|permission denied|interrupted|timeout|deadline|connection|fatal error/i;

function limitReached({ limits }: ProgramRun, error: ExecFileException, stderr: string): string | null {
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER")
    return `the output is larger than ${megabytes(limits.outputBytes)} MB`;
  if (error.killed === true) return `it took longer than ${limits.timeoutMillis / 1000} seconds`;
  if (/out of memory|cannot allocate memory|failed to reserve/.test(stderr.slice(0, 4_096)))
    return `it needs more than ${megabytes(limits.memoryBytes)} MB of memory`;
  return null;
}

function oneLine({ cwd, home }: ProgramRun, message: string): string {
  return message
    .replaceAll(`${cwd}/`, "")
    .replaceAll(cwd, ".")
    .replaceAll(home, "")
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .slice(0, 400)
    .trim();
}

function megabytes(bytes: number): number {
  return Math.floor(bytes / 1024 / 1024);
}
