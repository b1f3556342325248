/** Words of a key or a name, in small letters: `repoServer` and `repo-server` are the same two. */
export function wordsOf(text: string): readonly string[] {
  return text
    .slice(0, longest)
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "");
}

// Names of Kubernetes have up to 253 characters; a key of values may be anything.
const longest = 253;
