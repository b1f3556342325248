import type { Viewpoint } from "../http/router.ts";
import type { TimelineEvent } from "../state/issue.ts";
import type { Pull } from "../state/pull.ts";
import type { Repository } from "../state/world.ts";
import type { PageArguments } from "./connection.ts";
import { actorNode, commitNode } from "./nodes.ts";

export interface TimelineArguments extends PageArguments {
  readonly itemTypes?: readonly string[] | null;
  readonly since?: string | null;
}

/** Only these kinds of events are served here; REST lists the others too. */
const types: Readonly<Partial<Record<TimelineEvent["event"], string>>> = {
  closed: "ClosedEvent",
  reopened: "ReopenedEvent",
  merged: "MergedEvent",
  head_ref_force_pushed: "HeadRefForcePushedEvent",
  head_ref_deleted: "HeadRefDeletedEvent",
};

export function timelineNodes(view: Viewpoint, repository: Repository, pull: Pull, args: TimelineArguments) {
  const commit = (sha: string | undefined) => () =>
    sha === undefined ? null : commitNode(view, repository, sha);
  return pull.timeline.flatMap((each) => {
    const type = types[each.event];
    if (type === undefined || !(args.itemTypes?.includes(constantOf(type)) ?? true)) return [];
    if (args.since != null && each.at < args.since) return [];
    return {
      __typename: type,
      id: `${type}_${each.id}`,
      actor: actorNode(each.actor),
      createdAt: each.at,
      commit: commit(each.commit),
      beforeCommit: commit(each.before),
      afterCommit: commit(each.after),
      headRefName: pull.headRef,
    };
  });
}

/** `HeadRefForcePushedEvent` is asked for as `HEAD_REF_FORCE_PUSHED_EVENT`. */
function constantOf(type: string): string {
  return type.replaceAll(/(?<=.)[A-Z]/g, "_$&").toUpperCase();
}
