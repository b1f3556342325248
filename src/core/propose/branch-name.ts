// Longer branch names are cut by file systems and by other tools that derive names from them.
const longest = 100;

/**
 * Branch of a change: `optpass/<scope>/<topic>`. The same target always gets the same branch, whatever is proposed.
 * Kubernetes names pass unchanged; anything else is slugged, with a hash of the original so that two names never
 * share a branch.
 */
export function branchName(changeId: string): string {
  const slug = changeId
    .toLowerCase()
    .split("/")
    .map((part) =>
      part
        .replace(/[^a-z0-9.-]+/g, "-")
        .replace(/-{2,}/g, "-")
        .replace(/\.{2,}/g, "."),
    )
    .map((part) => part.replace(/^[.-]+|[.-]+$/g, "").replace(/\.lock$/, "-lock") || "x")
    .join("/");
  if (slug === changeId && slug.length <= longest) return `optpass/${slug}`;
  const topic = slug.slice(slug.lastIndexOf("/") + 1);
  const scope = slug
    .slice(0, slug.lastIndexOf("/"))
    .slice(0, longest - 30)
    .replace(/[/.-]+$/, "");
  return `optpass/${scope}-${fingerprint(changeId)}/${topic}`;
}

/** FNV-1a, 32 bits, as eight hex digits: for telling names apart, not for security. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
