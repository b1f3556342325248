import { type ConfigProblem, configProblemsIssue } from "../core/config/index.ts";
import type { Conversation, Issue } from "../ports/conversation.ts";
import { PortError } from "../ports/port-error.ts";

const marker = "<!-- optpass:config-problems -->";

/** Tells the people of a repository what is wrong with its configuration: one issue, edited in place. */
export function showProblems(conversation: Conversation, problems: readonly ConfigProblem[]): Promise<void> {
  return whereAllowed(async () => {
    const { title, body: text } = configProblemsIssue(problems);
    const body = `${text}\n${marker}\n`;
    const known = await findIssue(conversation);
    if (known === null) return void (await conversation.openIssue({ title, body }));
    if (known.state === "open" && known.body.trim() === body.trim()) return;
    await conversation.editIssue(known.number, { title, body, state: "open" });
  });
}

/** Closes the issue once everything is right. */
export function closeProblems(conversation: Conversation): Promise<void> {
  return whereAllowed(async () => {
    const known = await findIssue(conversation);
    if (known?.state === "open") await conversation.editIssue(known.number, { state: "closed" });
  });
}

async function findIssue(conversation: Conversation): Promise<Issue | null> {
  return (await conversation.ownIssues()).find(({ body }) => body.includes(marker)) ?? null;
}

/** Without the permission to write issues, the log of the server is all that tells. */
async function whereAllowed(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof PortError) || error.code !== "unauthorized") throw error;
  }
}
