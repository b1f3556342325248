/** What somebody may do in a repository, least first: GitHub's `role_name`, custom roles as the base role they stand on. */
export const roles = ["none", "read", "triage", "write", "maintain", "admin"] as const;

export type Role = (typeof roles)[number];

export function isAtLeast(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}
