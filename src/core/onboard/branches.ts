/** The one branch of the pull request that proposes a first configuration. */
export const onboardingBranch = "optpass/configure";

/** A branch that a person pushes to see what a changed configuration would do. */
export const reconfigureBranch = "optpass/reconfigure";

// No namespace has a dot, so no proposal has a branch below this.
const boundsFolder = "optpass/optpass.yml/";

/** The branch of a pull request that bounds one setting of what a proposal's branch changes. */
export function boundBranch(proposal: string, container: string, setting: string): string {
  const inBranch = container.replace(/[^a-z0-9-]/g, "-");
  return `${boundsFolder}${proposal.replace(/^optpass[^/]*\//, "")}/${inBranch}-${setting}`;
}

/** Branches of ours on which people decide what OptPass may do. They propose no values. */
export function isConfigurationBranch(name: string): boolean {
  return name === onboardingBranch || name === reconfigureBranch || name.startsWith(boundsFolder);
}
