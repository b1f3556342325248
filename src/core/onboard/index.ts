// Takes what a repository shows of its onboarding, and a preview of a pass; gives what to do next, and the texts for it.
export { boundBranch, isConfigurationBranch, onboardingBranch, reconfigureBranch } from "./branches.ts";
export { decideOnboarding, type Onboarding, type OnboardingStep } from "./decide-onboarding.ts";
export { onboardingTitle, type Preview, previewBody } from "./onboarding-body.ts";
export { isFreshPreview, isPreview, writePreviewMark } from "./preview-mark.ts";
export { startingConfig } from "./starting-config.ts";
