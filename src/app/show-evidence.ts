import { evidenceComment, evidenceCommit, evidenceElsewhere } from "../core/checks/index.ts";
import type { Seal } from "../core/model/index.ts";
import { isStoryCut, wholeStory } from "../core/propose/index.ts";
import type { Overview, PullRequest } from "../ports/code-host.ts";
import type { Comment, Conversation } from "../ports/conversation.ts";
import { PortError } from "../ports/port-error.ts";
import { storyAtHead } from "./find-unchecked.ts";
import type { Proposal } from "./proposal.ts";
import type { ProposeOutcome } from "./propose-outcome.ts";
import type { CheckedProposal, ShownCheck } from "./show-checks.ts";

export interface EvidenceOptions {
  readonly templates: CheckedProposal["templates"];
  /** What became of the checks of this pass; they hold what a description leaves out. */
  readonly checks: ShownCheck;
  readonly seen: Overview;
  readonly seal: Seal | null;
}

/**
 * One comment in each pull request whose evidence fits neither into its description nor into a check, edited in place
 * when the commit is another, and short once it is not needed any more. All others get none: a comment is mail.
 */
export async function showEvidence(
  conversation: Conversation,
  outcomes: readonly ProposeOutcome[],
  options: EvidenceOptions,
): Promise<void> {
  for (const { proposal, number, result } of outcomes) {
    if (proposal === null || number === null) continue;
    const pull =
      result.kind === "performed"
        ? result.performed.pullRequest
        : options.seen.pullRequests.find((one) => one.number === number);
    if (pull === undefined || pull.state !== "open") continue;
    try {
      const isPushed = result.kind === "performed" && result.performed.commit !== null;
      const text = textOf(proposal, hasCheck(pull, isPushed, options), options);
      if (text !== "unknown") await bringInLine(conversation, pull, proposal, text, options);
    } catch (error) {
      if (!(error instanceof PortError) || error.code !== "unauthorized") throw error;
      return;
    }
  }
}

async function bringInLine(
  conversation: Conversation,
  pull: PullRequest,
  proposal: Proposal,
  wanted: string | null,
  { seal, seen }: EvidenceOptions,
): Promise<void> {
  const { number } = pull;
  const talk = seen.talks.find(({ issue }) => issue === number);
  // Nothing was ever said where a look shows all comments; what it does not show is asked for only where it matters.
  if (wanted === null && talk === undefined) return;
  const said = await findSaid(conversation, number, { talk, seal, looksFurther: wanted !== null });
  if (wanted === null) {
    if (said === null || said.body.trim() === shortOf(said).trim()) return;
    return conversation.editComment(said.id, shortOf(said));
  }
  const head = storyAtHead(pull, proposal);
  if (head === null) return;
  const body = evidenceComment(wanted, { pullRequest: number, commit: head.commit }, seal);
  if (said === null) return void (await conversation.addComment(number, body));
  const isShort = said.body.trim() === shortOf(said).trim();
  if (isShort || evidenceCommit(said.body, number, seal) !== head.commit)
    await conversation.editComment(said.id, body);

  function shortOf({ body: old }: Comment): string {
    const commit = evidenceCommit(old, number, seal) ?? "";
    return evidenceElsewhere({ pullRequest: number, commit }, seal);
  }
}

/** Whether the head has a check of ours; `null` where a pass that wrote none was not shown it. */
function hasCheck(pull: PullRequest, isPushed: boolean, { checks, seen }: EvidenceOptions): boolean | null {
  if (checks.kind === "not-allowed") return false;
  return isPushed || seen.checks.get(pull.headCommit) === true ? true : null;
}

/** `null`: description and check hold all of it. */
function textOf(
  { story, options }: Proposal,
  hasCheck: boolean | null,
  { templates }: EvidenceOptions,
): string | null | "unknown" {
  if (!isStoryCut(story, options.template, { isFramed: true })) return null;
  if (hasCheck === null) return "unknown";
  if (hasCheck) {
    const isCut = isStoryCut(story, templates.evidence, { isFramed: false });
    return isCut ? wholeStory(story, templates.evidence) : null;
  }
  return [templates.summary, templates.evidence].map((one) => wholeStory(story, one)).join("\n\n");
}

async function findSaid(
  conversation: Conversation,
  number: number,
  {
    talk,
    seal,
    looksFurther,
  }: {
    readonly talk: Overview["talks"][number] | undefined;
    readonly seal: Seal | null;
    readonly looksFurther: boolean;
  },
): Promise<Comment | null> {
  if (talk?.comments.length === 0 && !talk.hasOlder) return null;
  const { login } = await conversation.self();
  const find = (comments: readonly Comment[]) =>
    comments.find(
      ({ author, body }) => author.login === login && evidenceCommit(body, number, seal) !== null,
    ) ?? null;
  const shown = find(talk?.comments ?? []);
  if (shown !== null || !looksFurther || talk?.hasOlder === false) return shown;
  return find(await conversation.comments(number));
}
