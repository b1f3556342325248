import type { Viewpoint } from "../http/router.ts";
import { nodeId } from "../json/node-id.ts";
import { commitsOf } from "../state/git-history.ts";
import { queueEntryOf } from "../state/merge-queue.ts";
import { mergeState } from "../state/merge-state.ts";
import type { Pull, Review } from "../state/pull.ts";
import { decisionOn, isWriter, opinions } from "../state/reviews.ts";
import { fullName, type Repository } from "../state/world.ts";
import { connection, type PageArguments } from "./connection.ts";
import { commentConnection, labelConnection } from "./conversation-nodes.ts";
import { actorNode, commitNode } from "./nodes.ts";
import { queueEntryNode } from "./queue-node.ts";
import { type TimelineArguments, timelineNodes } from "./timeline-nodes.ts";

export function pullNode(view: Viewpoint, repository: Repository, pull: Pull) {
  const { author, mergedBy, mergeCommit, autoMerge } = pull;
  const review = (each: Review) => reviewNode(view, repository, each);
  return {
    __typename: "PullRequest",
    id: nodeId.pull(repository.id, pull.number),
    databaseId: pull.id,
    fullDatabaseId: `${pull.id}`,
    ...{ number: pull.number, title: pull.title, body: pull.body ?? "", author: actorNode(author) },
    state: pull.mergedAt === null ? pull.state.toUpperCase() : "MERGED",
    url: `${view.webUrl}/${fullName(repository)}/pull/${pull.number}`,
    ...{ isDraft: pull.draft, closed: pull.state === "closed", closedAt: pull.closedAt },
    ...{ createdAt: pull.createdAt, updatedAt: pull.updatedAt, isCrossRepository: pull.fork !== null },
    ...{ merged: pull.mergedAt !== null, mergedAt: pull.mergedAt },
    mergedBy: mergedBy === null ? null : actorNode(mergedBy),
    mergeCommit: () => (mergeCommit === null ? null : commitNode(view, repository, mergeCommit)),
    ...{ headRefName: pull.headRef, headRefOid: pull.headSha },
    ...{ baseRefName: pull.baseRef, baseRefOid: pull.baseSha },
    ...mergingFields(repository, pull),
    autoMergeRequest: autoMerge && {
      enabledAt: autoMerge.at,
      enabledBy: actorNode(autoMerge.by),
      mergeMethod: autoMerge.method.toUpperCase(),
    },
    labels: (args: PageArguments) => labelConnection(pull, args),
    comments: (args: PageArguments) => commentConnection(view, repository, pull, args),
    commits: (args: PageArguments) => commitConnection(view, repository, pull, args),
    reviews: (args: PageArguments & { readonly states?: readonly string[] | null }) =>
      connection(pull.reviews.filter((each) => args.states?.includes(each.state) ?? true).map(review), args),
    latestReviews: (args: PageArguments) =>
      connection([...new Map(pull.reviews.map((each) => [each.author, each])).values()].map(review), args),
    latestOpinionatedReviews: (args: PageArguments & { readonly writersOnly?: boolean | null }) => {
      const isHeard = (each: Review) => args.writersOnly !== true || isWriter(repository, each.author);
      return connection(opinions(pull).filter(isHeard).map(review), args);
    },
    timelineItems: (args: TimelineArguments) => connection(timelineNodes(view, repository, pull, args), args),
  };
}

function mergingFields(repository: Repository, pull: Pull) {
  const entry = queueEntryOf(repository, pull);
  return {
    mergeable: async () => {
      const state = await mergeState(repository, pull);
      if (state === "unknown") return "UNKNOWN";
      return state === "dirty" ? "CONFLICTING" : "MERGEABLE";
    },
    mergeStateStatus: async () => (await mergeState(repository, pull)).toUpperCase(),
    reviewDecision: decisionOn(repository, pull),
    isInMergeQueue: entry !== undefined,
    isMergeQueueEnabled: repository.rules.get(pull.baseRef)?.mergeQueue === true,
    mergeQueueEntry: entry === undefined ? null : queueEntryNode(repository, pull, entry),
  };
}

async function commitConnection(view: Viewpoint, repository: Repository, pull: Pull, args: PageArguments) {
  const range = `${pull.baseSha}..${pull.headSha}`;
  const commits = (await commitsOf(repository.git, range, 250)).reverse();
  const nodes = commits.map((sha) => ({
    id: `PRC_${sha}`,
    commit: () => commitNode(view, repository, sha),
  }));
  return connection(nodes, args);
}

export function reviewNode(view: Viewpoint, repository: Repository, review: Review) {
  return {
    __typename: "PullRequestReview",
    id: nodeId.review(review.id),
    databaseId: review.id,
    ...{ state: review.state, body: review.body, submittedAt: review.submittedAt },
    lastEditedAt: review.editedAt,
    author: actorNode(review.author),
    commit: () => commitNode(view, repository, review.commit),
    ...{ isMinimized: false, minimizedReason: null },
  };
}
