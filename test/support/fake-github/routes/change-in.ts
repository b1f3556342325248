import { checkBodyLength, invalid } from "../http/reply.ts";
import type { IssueChange } from "../state/issues.ts";

/** What a request wants an issue or pull request to say. */
export function changeIn(body: Readonly<Record<string, unknown>>): IssueChange {
  const { title, body: text, state } = body;
  if (title !== undefined && title !== null) checkTitle(title);
  checkBodyLength("Issue", text);
  return {
    ...(typeof title === "string" || typeof title === "number" ? { title: String(title) } : {}),
    ...(text === undefined ? {} : { body: text === null ? null : String(text) }),
    ...(state === "open" || state === "closed" ? { state } : {}),
  };
}

function checkTitle(title: unknown): void {
  if (title === "") throw invalid("Issue", { field: "title", code: "missing_field" });
  if (typeof title === "string" && title.length > 256) {
    const message = "title is too long (maximum is 256 characters)";
    throw invalid("Issue", { field: "title", code: "custom", message });
  }
}
