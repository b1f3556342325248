// Takes what a repository shows of its onboarding, and a preview of a pass; gives what to do next, and the texts for it.
export { boundBranch, isConfigurationBranch, onboardingBranch } from "./branches.ts";
export { decideOnboarding, type Onboarding, type OnboardingStep } from "./decide-onboarding.ts";
export { onboardingBody, onboardingTitle, type Preview } from "./onboarding-body.ts";
export { isFreshPreview, writePreviewMark } from "./preview-mark.ts";
export { startingConfig } from "./starting-config.ts";
