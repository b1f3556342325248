/** Directory of a path in the repository; `""` is the root. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function within(directory: string, path: string): boolean {
  return directory === "" || path === directory || path.startsWith(`${directory}/`);
}

/** Joins a reference written in `directory`; `null` when it is absolute or leaves the repository. */
export function joinPath(directory: string, reference: string): string | null {
  if (reference.startsWith("/") || reference.includes("\0") || reference.includes("\\")) return null;
  const parts = directory === "" ? [] : directory.split("/");
  for (const part of reference.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}

/** A reference from a directory to a path of the repository that no tool takes for an address. */
export function relativePath(directory: string, path: string): string {
  if (directory === "" || path.startsWith(`${directory}/`))
    return `./${directory === "" ? path : path.slice(directory.length + 1)}`;
  return `${directory.replace(/[^/]+/g, "..")}/${path}`;
}

/**
 * Kustomize clones or downloads such a reference: a URL, an scp-like address, a `?ref=`, or a well-known host without
 * a scheme. A local path that looks like one is refused too, because kustomize tries the network first.
 */
export function isRemote(reference: string): boolean {
  return (
    /:\/\/|^git@|^git::|[?&](?:ref|version|timeout|submodules)=/i.test(reference) ||
    /^[\w.-]+@[\w.-]+:/.test(reference) ||
    /^(?:github\.com|gitlab\.com|bitbucket\.org|ssh\.dev\.azure\.com|dev\.azure\.com)[/:]/i.test(reference)
  );
}
