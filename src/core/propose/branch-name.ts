import { type BranchPrefix, fingerprint } from "../model/index.ts";

// Longer branch names are cut by file systems and by other tools that derive names from them.
const longest = 100;

/**
 * Branch of a change: `optpass/<scope>/<topic>`. The same target always gets the same branch, whatever is proposed.
 * Kubernetes names pass unchanged; anything else is slugged, with a hash of the original so that two names never
 * share a branch.
 */
export function branchName(changeId: string, prefix: BranchPrefix = "optpass/"): string {
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
  if (slug === changeId && slug.length <= longest) return `${prefix}${slug}`;
  const topic = slug.slice(slug.lastIndexOf("/") + 1);
  const scope = slug
    .slice(0, slug.lastIndexOf("/"))
    .slice(0, longest - 30)
    .replace(/[/.-]+$/, "");
  return `${prefix}${scope}-${fingerprint(changeId)}/${topic}`;
}
