import { type ASTNode, Kind, parse, print, type TypeNode, visit } from "graphql";

// The whole schema takes 1.5 s and 100 MB to build, so only the fields that the fake answers are kept, with every
// input, enum and scalar they need, exactly as GitHub writes them. Names of fields by type, with spaces between.
const graphqlFields: Readonly<Record<string, string>> = {
  Query: "id repository node viewer rateLimit",
  Mutation:
    "updateRefs createRef createCommitOnBranch revertPullRequest closePullRequest reopenPullRequest convertPullRequestToDraft markPullRequestReadyForReview updatePullRequestBranch enablePullRequestAutoMerge disablePullRequestAutoMerge enqueuePullRequest dequeuePullRequest minimizeComment unminimizeComment pinIssue unpinIssue",
  Repository:
    "id databaseId name nameWithOwner isArchived isPrivate defaultBranchRef ref refs object pullRequest pullRequests issue issues autoMergeAllowed mergeQueue",
  Ref: "id name prefix target associatedPullRequests",
  RefConnection: "nodes totalCount pageInfo",
  GitObject: "id oid",
  Commit:
    "id oid message messageHeadline committedDate tree signature author committer parents file history checkSuites",
  CommitConnection: "nodes totalCount",
  CommitHistoryConnection: "nodes totalCount pageInfo",
  TreeEntry: "mode type object",
  CheckSuiteConnection: "nodes totalCount pageInfo",
  CheckSuite: "id app checkRuns",
  CheckRunConnection: "nodes totalCount pageInfo",
  CheckRun: "id databaseId name status externalId",
  App: "id slug",
  GitActor: "name email user date",
  GitSignature: "isValid wasSignedByGitHub",
  GpgSignature: "isValid wasSignedByGitHub",
  Tree: "id oid",
  Blob: "id oid text isBinary isTruncated byteSize",
  Actor: "login",
  User: "id login",
  Bot: "id login",
  Node: "id",
  PageInfo: "hasNextPage endCursor hasPreviousPage startCursor",
  Label: "id name",
  LabelConnection: "nodes totalCount",
  Issue: "id number title body state closed url isPinned author labels comments updatedAt",
  IssueConnection: "nodes totalCount pageInfo",
  IssueComment:
    "id databaseId body url createdAt lastEditedAt isMinimized minimizedReason author reactionGroups",
  IssueCommentConnection: "nodes totalCount pageInfo",
  ReactionGroup: "content viewerHasReacted",
  Minimizable: "isMinimized minimizedReason",
  PullRequest:
    "id databaseId fullDatabaseId number title body state url isDraft closed closedAt merged mergedAt mergedBy mergeCommit createdAt updatedAt author headRefName headRefOid baseRefName baseRefOid isCrossRepository mergeable mergeStateStatus reviewDecision isInMergeQueue isMergeQueueEnabled mergeQueueEntry autoMergeRequest labels comments commits latestOpinionatedReviews latestReviews reviews timelineItems",
  PullRequestConnection: "nodes totalCount pageInfo",
  PullRequestCommitConnection: "nodes totalCount pageInfo",
  PullRequestCommit: "id commit",
  PullRequestReview:
    "id databaseId state author body submittedAt lastEditedAt commit isMinimized minimizedReason",
  PullRequestReviewConnection: "nodes totalCount pageInfo",
  MergeQueue: "id entries",
  MergeQueueEntryConnection: "nodes totalCount",
  MergeQueueEntry: "id position state enqueuedAt enqueuer",
  AutoMergeRequest: "enabledAt enabledBy mergeMethod",
  PullRequestTimelineItemsConnection: "nodes totalCount pageInfo",
  PullRequestTimelineItems: "",
  ClosedEvent: "id actor createdAt",
  ReopenedEvent: "id actor createdAt",
  MergedEvent: "id actor createdAt commit",
  HeadRefForcePushedEvent: "id actor createdAt beforeCommit afterCommit",
  HeadRefDeletedEvent: "id actor createdAt headRefName",
  RateLimit: "limit remaining used cost resetAt nodeCount",
  UpdateRefsPayload: "clientMutationId",
  CreateRefPayload: "clientMutationId ref",
  CreateCommitOnBranchPayload: "clientMutationId commit ref",
  RevertPullRequestPayload: "clientMutationId pullRequest revertPullRequest",
  ClosePullRequestPayload: "clientMutationId pullRequest",
  ReopenPullRequestPayload: "clientMutationId pullRequest",
  ConvertPullRequestToDraftPayload: "clientMutationId pullRequest",
  MarkPullRequestReadyForReviewPayload: "clientMutationId pullRequest",
  UpdatePullRequestBranchPayload: "clientMutationId pullRequest",
  EnablePullRequestAutoMergePayload: "clientMutationId pullRequest",
  DisablePullRequestAutoMergePayload: "clientMutationId pullRequest",
  EnqueuePullRequestPayload: "clientMutationId mergeQueueEntry",
  DequeuePullRequestPayload: "clientMutationId mergeQueueEntry",
  MinimizeCommentPayload: "clientMutationId minimizedComment",
  UnminimizeCommentPayload: "clientMutationId unminimizedComment",
  PinIssuePayload: "clientMutationId issue",
  UnpinIssuePayload: "clientMutationId issue",
};

export function pruneGraphql(sdl: string): string {
  const kept = visit(parse(sdl, { noLocation: true }), {
    enter: (node) => (isProse(node) ? null : undefined),
    ObjectTypeDefinition: { leave: (node) => prune(node) },
    InterfaceTypeDefinition: { leave: (node) => prune(node) },
    UnionTypeDefinition: {
      leave: (node) =>
        graphqlFields[node.name.value] === undefined
          ? null
          : { ...node, types: node.types?.filter((each) => Object.hasOwn(graphqlFields, each.name.value)) },
    },
  });
  const needed = new Set(Object.keys(graphqlFields));
  for (let size = 0; size !== needed.size; ) {
    size = needed.size;
    for (const node of kept.definitions) {
      if ("name" in node && node.name !== undefined && needed.has(node.name.value)) collect(node, needed);
    }
  }
  const definitions = kept.definitions.filter(
    (node) => "name" in node && node.name !== undefined && needed.has(node.name.value),
  );
  return `${print({ kind: Kind.DOCUMENT, definitions })}\n`;
}

function isProse(node: ASTNode): boolean {
  return (
    node.kind === Kind.DIRECTIVE_DEFINITION ||
    node.kind === Kind.DIRECTIVE ||
    (node.kind === Kind.STRING && node.block === true)
  );
}

interface Fielded {
  readonly name: { readonly value: string };
  readonly fields?: readonly { readonly name: { readonly value: string } }[] | undefined;
  readonly interfaces?: readonly { readonly name: { readonly value: string } }[] | undefined;
}

function prune<T extends Fielded>(node: T): T | null {
  const fields = graphqlFields[node.name.value]?.split(" ");
  if (fields === undefined) return null;
  return {
    ...node,
    fields: node.fields?.filter((field) => fields.includes(field.name.value)),
    interfaces: node.interfaces?.filter((each) => Object.hasOwn(graphqlFields, each.name.value)),
  };
}

function collect(node: ASTNode, into: Set<string>): void {
  visit(node, {
    NamedType: (type: TypeNode) => void (type.kind === Kind.NAMED_TYPE && into.add(type.name.value)),
  });
}
