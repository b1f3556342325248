import type { Rendered } from "../../ports/renderer.ts";
import { type ProgramRun, runProgram } from "./run-program.ts";

/** Runs `kubectl kustomize` on a directory of the scratch tree; `""` is its root. */
export function runKustomize(
  where: Pick<ProgramRun, "program" | "cwd" | "home" | "limits">,
  directory: string,
): Promise<Rendered> {
  const target = directory === "" ? "." : `./${directory}`;
  const args = ["kustomize", "--load-restrictor=LoadRestrictionsRootOnly", target];
  return runProgram({ ...where, args, messageIn });
}

function messageIn(lines: readonly string[]): string | null {
  const message = wholeMessage(lines.filter((line) => !/^# Warning/.test(line)));
  if (message === null) return null;
  return unquoted(
    message
      .replace(/^E\d{4} [^\]]*\] /, "")
      .replace(/^"command failed" err=/, "")
      .replace(/^error: /, ""),
  );
}

// kubectl's log format writes a message of several lines between `err=<` and ` >`, each behind a tab.
function wholeMessage(lines: readonly string[]): string | null {
  const at = lines.findIndex((line) => /error|err=/i.test(line));
  if (at < 0 || !/err=<$/.test(lines[at] ?? "")) return lines[at] ?? lines[0] ?? null;
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
