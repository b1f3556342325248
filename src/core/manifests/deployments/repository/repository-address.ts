/**
 * The address of a git repository in one spelling, so that two of them can be compared; `null` when it is none. As Argo
 * CD's `NormalizeGitURL` it ignores case, scheme, user and `.git`, and takes `git@host:path` for `ssh://git@host/path`;
 * beyond it, a port is ignored too, because the port of ssh is never that of https.
 */
function canonicalAddress(address: string): string | null {
  const text = address.trim().toLowerCase();
  if (text.length > 2_000 || /[\s\0\\]/.test(text)) return null;
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?\/(.+)$/.exec(text);
  const scp = url === null ? /^(?:[^/@:]*@)?([^/:@]+):(?!\/\/)(.+)$/.exec(text) : null;
  const found = url ?? scp;
  if (found === null) return null;
  const path = (found[2] ?? "")
    .split("/")
    .filter((part) => part !== "")
    .join("/")
    .replace(/\.git$/, "");
  return path === "" || path.split("/").includes("..") ? null : `${found[1]}/${path}`;
}

/**
 * Whose repository an address means, when this one is known by these names: addresses, or `owner/name` for any host.
 * Without a name, every answer is `unknown`.
 */
export function whoseRepository(address: string, names: readonly string[]): "this" | "other" | "unknown" {
  if (names.length === 0) return "unknown";
  const canonical = canonicalAddress(address);
  if (canonical === null) return "other";
  const path = canonical.slice(canonical.indexOf("/") + 1);
  const isThis = names.some((name) =>
    /^[\w.-]+\/[\w.-]+$/.test(name)
      ? name.toLowerCase().replace(/\.git$/, "") === path
      : canonicalAddress(name) === canonical,
  );
  return isThis ? "this" : "other";
}

/** The address without a user and password, which must not be printed. */
export function showAddress(address: string): string {
  return address
    .trim()
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1")
    .slice(0, 200);
}
