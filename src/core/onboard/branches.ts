/** The one branch of the pull request that proposes a first configuration. */
export const onboardingBranch = "optpass/configure";

/** A branch that a person pushes to see what a changed configuration would do. */
export const reconfigureBranch = "optpass/reconfigure";
