/** A path inside a repository that is the same place on every system, and never git's own folder. */
export function isSafePath(path: string): boolean {
  return (
    path !== "" &&
    path.length <= 4096 &&
    !/[\p{Cc}\\]/u.test(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !/^\.git$/i.test(part))
  );
}
