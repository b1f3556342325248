import type { Viewpoint } from "../http/router.ts";
import type { Issue } from "../state/issue.ts";
import type { Repository } from "../state/world.ts";
import { checkField } from "./check-field.ts";
import { connection, type PageArguments } from "./connection.ts";
import { pullNode } from "./pull-node.ts";

export interface OrderArguments {
  readonly orderBy?: {
    readonly field: "CREATED_AT" | "UPDATED_AT" | "COMMENTS";
    readonly direction: string;
  } | null;
}

export interface PullArguments extends PageArguments, OrderArguments {
  readonly states?: readonly string[] | null;
  readonly headRefName?: string | null;
  readonly baseRefName?: string | null;
}

export function pullConnection(view: Viewpoint, repository: Repository, args: PullArguments) {
  checkField(view, "pull_requests:read");
  const { states = null, headRefName = null, baseRefName = null } = args;
  const found = [...repository.pulls.values()].filter(
    (pull) =>
      (states === null || states.includes(pull.mergedAt === null ? pull.state.toUpperCase() : "MERGED")) &&
      (headRefName === null || pull.headRef === headRefName) &&
      (baseRefName === null || pull.baseRef === baseRefName) &&
      !pull.listLag.hides(),
  );
  return connection(
    inOrder(found, args).map((pull) => pullNode(view, repository, pull)),
    args,
  );
}

/** As they were made, unless something else is asked for. */
export function inOrder<T extends Issue>(issues: readonly T[], { orderBy }: OrderArguments): readonly T[] {
  const key = (issue: T): string => (orderBy?.field === "UPDATED_AT" ? issue.updatedAt : issue.createdAt);
  const sorted = issues.toSorted((a, b) => key(a).localeCompare(key(b)) || a.number - b.number);
  return orderBy?.direction === "DESC" ? sorted.reverse() : sorted;
}
