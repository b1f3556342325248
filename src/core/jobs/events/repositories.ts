import * as z from "zod";
import { Repository } from "./payload-parts.ts";
import { ignored, type Reading } from "./reading.ts";

const Login = z.object({ login: z.string().max(100) });

const RepositoryEvent = z.object({
  action: z.string(),
  changes: z
    .object({
      repository: z.object({ name: z.object({ from: z.string().max(100) }) }).optional(),
      owner: z
        .object({ from: z.object({ user: Login.nullish(), organization: Login.nullish() }) })
        .optional(),
    })
    .optional(),
  repository: Repository,
});

/** A repository got another name or owner, or nothing can be changed in it any more. */
export function readRepository(payload: unknown): Reading {
  const parsed = RepositoryEvent.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { action, changes, repository } = parsed.data;
  const here = repository.full_name;
  const [owner = "", name = ""] = here.split("/");
  if (action === "archived" || action === "deleted") return change([here], []);
  if (action === "unarchived") return change([], [here]);
  if (action === "renamed") {
    const before = changes?.repository?.name.from;
    return change(before === undefined ? [] : [`${owner}/${before}`], [here]);
  }
  if (action === "transferred") {
    const before = changes?.owner?.from.organization ?? changes?.owner?.from.user;
    // Whether we may go on there, the next pass finds out.
    return change(before === null || before === undefined ? [] : [`${before.login}/${name}`], [here]);
  }
  return ignored("other-action");
}

const repositories = z.array(Repository);

const Installation = z.object({ action: z.string(), repositories: repositories.optional() });

/** The app was installed or let in again, or shown the door. */
export function readInstallation(payload: unknown): Reading {
  const parsed = Installation.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { action, repositories: named = [] } = parsed.data;
  const names = named.map(({ full_name }) => full_name);
  // A suspension names no repositories: their jobs find out, and the list of installations leaves them out.
  if (action === "deleted" || action === "suspend") return change(names, []);
  if (action === "created" || action === "unsuspend" || action === "new_permissions_accepted")
    return change([], names);
  return ignored("other-action");
}

const Selection = z.object({
  action: z.string(),
  repositories_added: repositories,
  repositories_removed: repositories,
});

/** An owner chose other repositories for the app. */
export function readSelection(payload: unknown): Reading {
  const parsed = Selection.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { repositories_added: added, repositories_removed: removed } = parsed.data;
  const namesOf = (list: typeof added): readonly string[] => list.map(({ full_name }) => full_name);
  return change(namesOf(removed), namesOf(added));
}

function change(gone: readonly string[], added: readonly string[]): Reading {
  return {
    kind: "jobs",
    jobs: added.map((repository) => ({ kind: "pass", repository, why: "installed" })),
    gone: gone.map((name) => name.toLowerCase()),
    meaning: null,
  };
}
