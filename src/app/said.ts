import type { Instant } from "../core/model/index.ts";
import type { Issue } from "../ports/conversation.ts";

/** Who said it, where, and when: the same whenever it is handled, so that doing it twice does the same. */
export interface Said {
  readonly by: string;
  readonly at: Instant;
  readonly issue: Issue;
}
