import { fingerprint } from "../core/model/index.ts";
import type { Conversation } from "../ports/conversation.ts";

/** Tells people something at a pull request: one comment for each topic, however often it is said. */
export type Say = (number: number, topic: string, text: string) => Promise<void>;

/** Looks for the comment of the topic first, so that a pass that died after saying it does not say it again. */
export function sayOnce(
  conversation: Pick<Conversation, "self" | "comments" | "addComment" | "editComment">,
): Say {
  return async (number, topic, text) => {
    const marker = `<!-- optpass:said=${fingerprint(topic)} -->`;
    const body = `${text}\n\n${marker}`;
    const { login } = await conversation.self();
    const said = (await conversation.comments(number)).find(
      ({ author, body: old }) => author.login === login && old.trimEnd().endsWith(marker),
    );
    if (said === undefined) await conversation.addComment(number, body);
    else if (said.body.trim() !== body) await conversation.editComment(said.id, body);
  };
}
