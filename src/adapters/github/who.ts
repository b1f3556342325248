import { type Role, roles } from "../../core/model/index.ts";
import type { Actor } from "../../ports/conversation.ts";
import { readAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import { isMissing } from "./request-failure.ts";
import type { Session } from "./session.ts";
import { permissionAnswer, viewerAnswer } from "./talk-answers.ts";

/** An app is `slug[bot]`, as its comments show it. */
export async function readSelf(session: Session): Promise<Actor> {
  const attempt = { doing: "ask who it is", needs: "Metadata: read" };
  const known = await session.attempt(attempt, () => session.login());
  if (known !== null) return { login: known, isBot: true };
  return session.attempt(attempt, async () => {
    const answer = await session.client.graphql("query { viewer { login } }");
    const { login } = readAnswer(viewerAnswer, answer, session.place).viewer;
    return { login, isBot: login.endsWith("[bot]") };
  });
}

/** GitHub folds `maintain` into `write` and `triage` into `read` in `permission`; `role_name` says it as it is. */
export async function readRole(session: Session, known: Known, login: string): Promise<Role> {
  const { owner, repo } = known;
  const attempt = { doing: "ask what somebody may do", needs: "Metadata: read" };
  return session.attempt(attempt, async () => {
    try {
      const place = { owner, repo, username: login };
      const { data } = await session.client.rest.repos.getCollaboratorPermissionLevel(place);
      const answer = readAnswer(permissionAnswer, data, session.place);
      return roles.find((role) => role === answer.role_name) ?? baseOf(answer);
    } catch (error) {
      if (isMissing(error)) return "none";
      throw error;
    }
  });
}

/** The role that a custom one of an organisation stands on. */
function baseOf({ user, permission }: { user: PermissionsOf; permission: string }): Role {
  const may = user?.permissions;
  if (may?.admin === true) return "admin";
  if (may?.maintain === true) return "maintain";
  if (may?.push === true) return "write";
  if (may?.triage === true) return "triage";
  if (may?.pull === true) return "read";
  return roles.find((role) => role === permission) ?? "none";
}

type PermissionsOf = {
  readonly permissions?:
    | Readonly<Partial<Record<"admin" | "maintain" | "push" | "triage" | "pull", boolean | undefined>>>
    | undefined;
} | null;
