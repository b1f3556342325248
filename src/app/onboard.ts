import type { Instant } from "../core/model/index.ts";
import {
  decideOnboarding,
  isFreshPreview,
  type OnboardingStep,
  onboardingBranch,
  onboardingTitle,
  type Preview,
  previewBody,
  writePreviewMark,
} from "../core/onboard/index.ts";
import type { CodeHost, CommitRef, PullRequest } from "../ports/code-host.ts";

export interface OnboardOptions {
  /** The commit of the default branch that was looked at. */
  readonly base: CommitRef & { readonly branch: string };
  readonly isConfigured: boolean;
  /** Path and text of the configuration to propose. */
  readonly config: { readonly path: string; readonly text: string };
  /** What a pass would do with the configuration in the onboarding branch, or with the one to propose. */
  readonly preview: (branch: CommitRef | null) => Promise<Preview>;
  readonly template: string;
  readonly now: Instant;
}

/** What is there, and the pull request that was opened or that is kept up to date. */
export interface Onboarded {
  readonly step: OnboardingStep;
  readonly pullRequest: PullRequest | null;
}

/** Brings the onboarding pull request in line with what is there. Doing it again writes nothing. */
export async function onboard(host: CodeHost, options: OnboardOptions): Promise<Onboarded> {
  const { isConfigured } = options;
  if (isConfigured) return { step: { kind: "run" }, pullRequest: null };
  const tip = await host.branch(onboardingBranch);
  const pullRequests = await host.pullRequests(onboardingBranch);
  const step = decideOnboarding({ isConfigured, branch: tip?.commit ?? null, pullRequests });
  if (step.kind === "propose") return { step, pullRequest: await propose(host, tip, options) };
  const known = pullRequests.find((pull) => "number" in step && pull.number === step.number) ?? null;
  if (step.kind !== "refresh" || known === null) return { step, pullRequest: known };
  return { step, pullRequest: await refresh(host, known, tip, options) };
}

async function propose(host: CodeHost, tip: CommitRef | null, options: OnboardOptions): Promise<PullRequest> {
  const { base } = options;
  // Before anything is written: a preview that fails leaves nothing half done.
  const preview = await options.preview(tip);
  const head = tip ?? (await commitConfig(host, options));
  const body = bodyOf(preview, head.commit, options);
  const draft = { headBranch: onboardingBranch, baseBranch: base.branch, title: onboardingTitle, body };
  return await host.openPullRequest(draft);
}

async function commitConfig(host: CodeHost, { base, config }: OnboardOptions): Promise<CommitRef> {
  const commit = await host.commit({
    parent: { commit: base.commit, tree: base.tree },
    files: [{ path: config.path, content: config.text, executable: false }],
    message: () => `${onboardingTitle}\n\nNothing happens until this is merged.\n`,
  });
  await host.moveBranch(onboardingBranch, null, commit.commit);
  return commit;
}

/** Only the text: the commit is for people to change. */
async function refresh(
  host: CodeHost,
  known: PullRequest,
  tip: CommitRef | null,
  options: OnboardOptions,
): Promise<PullRequest> {
  if (tip === null || isFreshPreview(known.body, tip.commit, options.now)) return known;
  const body = bodyOf(await options.preview(tip), tip.commit, options);
  return await host.updatePullRequest(known.number, { title: known.title, body });
}

function bodyOf(preview: Preview, head: string, { template, now }: OnboardOptions): string {
  return `${previewBody(preview, template)}\n${writePreviewMark({ head, at: now })}\n`;
}
