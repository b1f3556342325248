/** Begins every branch of ours; the second where a branch `optpass` leaves no room below it. */
export const branchPrefixes = ["optpass/", "optpass-changes/"] as const;

export type BranchPrefix = (typeof branchPrefixes)[number];

/** By its name; who made it shows elsewhere. */
export function isOwnBranch(name: string): boolean {
  return branchPrefixes.some((prefix) => name.startsWith(prefix));
}
