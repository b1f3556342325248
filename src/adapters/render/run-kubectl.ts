import { execFile } from "node:child_process";
import { err, ok, type Result } from "../../core/model/index.ts";
import { PortError } from "../../ports/port-error.ts";

export interface RunLimits {
  readonly timeoutMillis: number;
  readonly outputBytes: number;
}

/**
 * Runs `kubectl kustomize` on a directory of the scratch tree. It sees no kubeconfig, no program to execute and no
 * network: `PATH` is empty, so neither git nor a plugin is found, and every proxy leads to a closed port.
 */
export function runKustomize(
  kubectl: string,
  cwd: string,
  home: string,
  directory: string,
  limits: RunLimits,
): Promise<Result<string, string>> {
  const target = directory === "" ? "." : `./${directory}`;
  return new Promise((resolve, reject) => {
    execFile(
      kubectl,
      ["kustomize", "--load-restrictor=LoadRestrictionsRootOnly", target],
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
        else if (error.code === "ENOENT" || error.code === "EACCES") {
          reject(
            new PortError("renderer", "not-found", `kubectl cannot be run: ${kubectl}`, { cause: error }),
          );
        } else resolve(err(explain(error, stderr, cwd, limits)));
      },
    );
  });
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
    KUBECONFIG: `${home}/no-kubeconfig`,
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    http_proxy: nowhere,
    https_proxy: nowhere,
    NO_PROXY: "",
    no_proxy: "",
    LC_ALL: "C",
    // kustomize needs little; a bound keeps a hostile tree from taking the machine's memory. Soft, but collected hard.
    GOMEMLIMIT: "512MiB",
    GOMAXPROCS: "2",
  };
}

function explain(
  error: Error & { killed?: boolean; code?: unknown },
  stderr: string,
  cwd: string,
  limits: RunLimits,
): string {
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") {
    return `the output is larger than ${Math.floor(limits.outputBytes / 1024 / 1024)} MB`;
  }
  if (error.killed === true) return `it took longer than ${limits.timeoutMillis / 1000} seconds`;
  const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !/^# Warning/.test(line));
  const message = messageIn(lines) ?? error.message;
  return unquoted(
    message
      .replaceAll(`${cwd}/`, "")
      .replaceAll(cwd, ".")
      .replace(/^E\d{4} [^\]]*\] /, "")
      .replace(/^"command failed" err=/, "")
      .replace(/^error: /, ""),
  )
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .slice(0, 400)
    .trim();
}

// kubectl's log format writes a message of several lines between `err=<` and ` >`, each behind a tab.
function messageIn(lines: readonly string[]): string | undefined {
  const at = lines.findIndex((line) => /error|err=/i.test(line));
  if (at < 0 || !/err=<$/.test(lines[at] ?? "")) return lines[at] ?? lines[0];
  const end = lines.indexOf(" >", at);
  const inner = lines.slice(at + 1, end < 0 ? undefined : end);
  return inner.map((line) => line.trim()).join(" ");
}

// kubectl's log format writes the message as a quoted Go string.
function unquoted(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}
