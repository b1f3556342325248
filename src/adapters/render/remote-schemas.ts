import type { RepositoryFiles } from "../../core/model/index.ts";

/**
 * Values schemas that name something outside themselves. Helm would fetch it, and a proxy that leads nowhere does not
 * stop a fetch from this machine itself (Go leaves proxies out for `localhost`) nor one of a file.
 */
export function remoteSchemas({ files }: RepositoryFiles): ReadonlySet<string> {
  const remote = new Set<string>();
  for (const [path, file] of files) {
    // A packed chart may hold any.
    if (file.kind === "archive") remote.add(path);
    if (!/(?:^|\/)values\.schema\.json$/.test(path)) continue;
    // What is reached through a link or was not read is not known to be harmless.
    if (file.kind !== "text" || namesOther(file.text)) remote.add(path);
  }
  return remote;
}

function namesOther(text: string): boolean {
  const pending: unknown[] = [];
  try {
    pending.push(JSON.parse(text));
  } catch {
    return true;
  }
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== "object" || value === null) continue;
    for (const [key, below] of Object.entries(value)) {
      if (typeof below !== "string") pending.push(below);
      else if (key === "$ref" && !below.startsWith("#")) return true;
      else if (key === "$schema" && !/^https?:\/\/json-schema\.org\//.test(below)) return true;
    }
  }
  return false;
}
