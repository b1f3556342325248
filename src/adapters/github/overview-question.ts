/** What a token may see and a server knows, which decides what can be asked. */
export interface OverviewParts {
  readonly hasIssues: boolean;
  readonly hasChecks: boolean;
  /** False on a GitHub Enterprise Server from before merge queues. */
  readonly hasQueues: boolean;
  /** How many files, as `$path0`, `$path1` and so on. */
  readonly files: number;
}

/**
 * The GraphQL document of an overview. A point pays for a hundred lists, each counted once for each of its parents and
 * as long as it may be, so the lengths are chosen to stay within one: eight branches of eight lists, 24 pull requests
 * with their labels, eight issues of two lists.
 */
export function overviewQuestion(parts: OverviewParts): string {
  const files = Array.from({ length: parts.files }, (_, index) => index);
  return `query($owner: String!, $repo: String!, $prefix: String!${declared(parts)}${files.map((index) => `, $path${index}: String!`).join("")}) {
    rateLimit { cost }
    repository(owner: $owner, name: $repo) {
      id
      nameWithOwner
      isArchived
      defaultBranchRef {
        name
        target {
          ... on Commit {
            ...commit
            history(first: 40) { nodes { messageHeadline parents { totalCount } } }
            ${files.map((index) => `path${index}: file(path: $path${index}) { ...file }`).join("\n            ")}
          }
        }
      }
      refs(refPrefix: "refs/heads/", query: $prefix, first: 8) { ...branches }
      pullRequests(first: 24, orderBy: { field: UPDATED_AT, direction: DESC }) { ...pulls }
      ${parts.hasIssues ? ownIssues : ""}
    }
  }
  ${branches(parts)}
  ${pulls}
  ${parts.files > 0 ? file : ""}
  ${parts.hasIssues ? issue : ""}`;
}

/** More branches, looked at in the same way. */
export function branchesQuestion(parts: OverviewParts): string {
  const check = parts.hasChecks ? ", $check: String!" : "";
  return `query($owner: String!, $repo: String!, $prefix: String!, $after: String!${check}) {
    rateLimit { cost }
    repository(owner: $owner, name: $repo) {
      refs(refPrefix: "refs/heads/", query: $prefix, first: 12, after: $after) { ...branches }
    }
  }
  ${branches(parts)}
  ${pull}`;
}

/** More pull requests, those that changed last first. */
export function pullsQuestion(): string {
  return `query($owner: String!, $repo: String!, $after: String!) {
    rateLimit { cost }
    repository(owner: $owner, name: $repo) {
      pullRequests(first: 100, after: $after, orderBy: { field: UPDATED_AT, direction: DESC }) { ...pulls }
    }
  }
  ${pulls}`;
}

function declared({ hasIssues, hasChecks }: OverviewParts): string {
  return `${hasIssues ? ", $self: String!" : ""}${hasChecks ? ", $check: String!" : ""}`;
}

// Renovate finds its dashboard in this way, as an app too, under the login with `[bot]`.
const ownIssues =
  "issues(filterBy: { createdBy: $self }, orderBy: { field: UPDATED_AT, direction: DESC }, first: 8) { ...issues }";

const pull = `fragment pull on PullRequest {
    number url state title body isDraft isCrossRepository
    headRefName headRefOid baseRefName
    createdAt closedAt mergedAt updatedAt
    labels(first: 100) { nodes { name } }
  }`;

const pulls = `fragment pulls on PullRequestConnection {
    pageInfo { hasNextPage endCursor }
    nodes { ...pull }
  }
  ${pull}`;

const file = `fragment file on TreeEntry {
    mode
    object { ... on Blob { text isBinary isTruncated byteSize } }
  }`;

const issue = `fragment issues on IssueConnection {
    pageInfo { hasNextPage }
    nodes {
      number url title body state
      author { __typename login }
      labels(first: 100) { nodes { name } }
      comments(last: 20) { ...comments }
    }
  }`;

/** What decides whether an open pull request may be pushed to. */
export function reviewFields(hasQueues: boolean): string {
  return `mergeable
    ${hasQueues ? "isInMergeQueue" : ""}
    autoMergeRequest { enabledAt }
    reviewDecision
    latestOpinionatedReviews(first: 100, writersOnly: true) { nodes { state } }`;
}

// The name of a check may be used by several apps.
const suites = `checkSuites(filterBy: { checkName: $check }, first: 3) {
          nodes {
            app { slug }
            checkRuns(filterBy: { checkName: $check, checkType: LATEST }, first: 1) { nodes { externalId } }
          }
        }`;

function branches({ hasChecks, hasQueues }: OverviewParts): string {
  return `fragment branches on RefConnection {
    pageInfo { hasNextPage endCursor }
    nodes {
      name
      target {
        ... on Commit {
          ...commit
          ${hasChecks ? suites : ""}
        }
      }
      associatedPullRequests(states: [OPEN], first: 1) {
        nodes {
          ...pull
          ${reviewFields(hasQueues)}
          comments(last: 20) { ...comments }
        }
      }
    }
  }
  fragment commit on Commit { oid message tree { oid } }
  fragment comments on IssueCommentConnection {
    pageInfo { hasPreviousPage }
    nodes {
      databaseId url body createdAt lastEditedAt
      author { __typename login }
      reactionGroups { content viewerHasReacted }
    }
  }`;
}
