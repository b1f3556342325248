/** What a repository shows of its onboarding. */
export interface Onboarding {
  /** The default branch holds a configuration, or the organisation's applies. */
  readonly isConfigured: boolean;
  /** Where the onboarding branch points; `null`: there is none. */
  readonly branch: string | null;
  /** Pull requests of the onboarding branch, newest first. */
  readonly pullRequests: readonly SeenPullRequest[];
}

export interface SeenPullRequest {
  readonly number: number;
  readonly state: "open" | "merged" | "closed";
}

/** What to do about it. Doing it and deciding again gives the same or `wait`. */
export type OnboardingStep =
  /** Passes run. */
  | { readonly kind: "run" }
  /** `head`: the branch is there, from a pass that died or from a person, and is proposed as it is. */
  | { readonly kind: "propose"; readonly head: string | null }
  /** The text of the open pull request is kept in line with what a pass would do. */
  | { readonly kind: "refresh"; readonly number: number }
  /** A person closed it: nothing happens until there is a configuration. */
  | { readonly kind: "disabled"; readonly number: number }
  /** It was merged, and the configuration was removed since: a person switched it off. */
  | { readonly kind: "removed"; readonly number: number };

/** Nothing is written in a repository but its onboarding, until there is a configuration. */
export function decideOnboarding({ isConfigured, branch, pullRequests }: Onboarding): OnboardingStep {
  if (isConfigured) return { kind: "run" };
  const open = pullRequests.find(({ state }) => state === "open");
  if (open !== undefined) return { kind: "refresh", number: open.number };
  const [latest] = pullRequests;
  if (latest === undefined) return { kind: "propose", head: branch };
  return { kind: latest.state === "merged" ? "removed" : "disabled", number: latest.number };
}
