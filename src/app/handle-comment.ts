import { describeMistake, parseComment, type Spoken } from "../core/commands/index.ts";
import type { CommentForm } from "../core/jobs/index.ts";
import type { Comment, Conversation, Issue } from "../ports/conversation.ts";
import { answerComment, type Heard, isAnswered } from "./answer-comment.ts";
import { carryOut } from "./carry-out.ts";
import { type Order, type Outcome, ordersOf, refused } from "./order.ts";
import type { Talk } from "./talk.ts";

/** Where to look: what an event says is only a hint, and everything is read again. */
export interface CommentRef {
  readonly form: CommentForm;
  readonly issue: number;
  readonly id: number;
}

/**
 * What became of a comment. With orders, the pass carries them out and then tells by `answerComment`, with `ordered`
 * replaced by `done` or `refused`; without any, everything is done and told.
 */
export type HandledComment =
  | { readonly kind: "ignored"; readonly because: WhyIgnored }
  | {
      readonly kind: "heard";
      readonly heard: Heard;
      readonly outcomes: readonly SpokenOutcome[];
      readonly orders: readonly Order[];
    };

export interface SpokenOutcome {
  readonly verb: string;
  readonly outcome: Outcome;
}

export type WhyIgnored =
  | "gone"
  | "edited"
  | "by-a-program"
  | "no-command"
  | "from-a-fork"
  | "answered-already";

/**
 * Reads a comment that was created or a review that was submitted, and does what it says. Handling it again, after a
 * second delivery or a crash half-way, changes nothing that was done and tells nothing twice.
 */
export async function handleComment(talk: Talk, ref: CommentRef): Promise<HandledComment> {
  const { conversation } = talk;
  const comment = await read(conversation, ref);
  if (comment === null) return ignored("gone");
  if (comment.isEdited) return ignored("edited");
  const self = await conversation.self();
  if (comment.author.isBot || comment.author.login === self.login) return ignored("by-a-program");
  const spoken = parseComment(comment.body, self.login);
  if (spoken.length === 0) return ignored("no-command");
  const issue = await conversation.issue(comment.issue);
  if (issue === null) return ignored("gone");
  const allowed = issue.pullRequest?.isFork === true ? spoken.filter(isHelp) : spoken;
  if (allowed.length === 0) return ignored("from-a-fork");
  const { form } = ref;
  const heard: Heard = { form, comment };
  if (await isAnswered(conversation, heard)) return ignored("answered-already");
  if (form !== "review") await conversation.react({ form, id: comment.id }, "eyes");
  const outcomes: SpokenOutcome[] = [];
  for (const each of allowed) outcomes.push(await handleLine(talk, each, heard, issue));
  const orders = ordersOf(outcomes.map(({ outcome }) => outcome));
  if (orders.length === 0) await answerComment(conversation, heard, outcomes);
  return { kind: "heard", heard, outcomes, orders };
}

function read(conversation: Conversation, { form, issue, id }: CommentRef): Promise<Comment | null> {
  switch (form) {
    case "comment":
      return conversation.comment(id);
    case "review":
      return conversation.review(issue, id);
    case "review-comment":
      return conversation.reviewComment(id);
  }
}

async function handleLine(talk: Talk, spoken: Spoken, heard: Heard, first: Issue): Promise<SpokenOutcome> {
  const { author, createdAt: at } = heard.comment;
  if (spoken.kind === "mistake") {
    const role = await talk.conversation.roleOf(author.login);
    const isStranger = role === "none" || role === "read";
    return { verb: "mistake", outcome: refused(isStranger ? null : describeMistake(spoken.mistake)) };
  }
  const { command } = spoken;
  // A command before this one may have closed or labelled it.
  const issue = (await talk.conversation.issue(first.number)) ?? first;
  return { verb: command.verb, outcome: await carryOut(talk, command, { by: author.login, at, issue }) };
}

function isHelp(spoken: Spoken): boolean {
  return spoken.kind === "command" && spoken.command.verb === "help";
}

function ignored(because: WhyIgnored): HandledComment {
  return { kind: "ignored", because };
}
