import { z } from "zod";
import { instant } from "../../core/model/index.ts";
import { objectName, reviewAnswer } from "./answers.ts";

// What is read of an overview, as GraphQL answers it.
const time = z.iso.datetime({ offset: true }).transform((text) => instant(Date.parse(text)));

const nodes = <Node extends z.ZodType>(node: Node) => z.object({ nodes: z.array(node) });

const forwards = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

// null: the account is gone.
const author = z.object({ __typename: z.string(), login: z.string() }).nullable();

const labels = nodes(z.object({ name: z.string() })).nullable();

const comments = z.object({
  pageInfo: z.object({ hasPreviousPage: z.boolean() }),
  nodes: z.array(
    z.object({
      // null for a number that GraphQL's integers cannot hold.
      databaseId: z.number().nullable(),
      url: z.string(),
      body: z.string(),
      createdAt: time,
      lastEditedAt: time.nullable(),
      author,
      reactionGroups: z.array(z.object({ content: z.string(), viewerHasReacted: z.boolean() })).nullable(),
    }),
  ),
});

const pull = z.object({
  number: z.number(),
  url: z.string(),
  state: z.enum(["OPEN", "CLOSED", "MERGED"]),
  title: z.string(),
  body: z.string(),
  isDraft: z.boolean(),
  isCrossRepository: z.boolean(),
  headRefName: z.string(),
  headRefOid: objectName,
  baseRefName: z.string(),
  createdAt: time,
  closedAt: time.nullable(),
  mergedAt: time.nullable(),
  updatedAt: time,
  labels,
});

const commit = z.object({
  oid: objectName,
  message: z.string(),
  tree: z.object({ oid: objectName }),
});

const suites = nodes(
  z.object({
    app: z.object({ slug: z.string() }).nullable(),
    checkRuns: nodes(z.object({ externalId: z.string().nullable() })).nullable(),
  }),
);

// A branch may point at something that is no commit, and says nothing of it then.
const branches = z.object({
  pageInfo: forwards,
  nodes: z.array(
    z.object({
      name: z.string(),
      target: z
        .union([commit.extend({ checkSuites: suites.nullish() }), z.object({}).transform(() => null)])
        .nullable(),
      associatedPullRequests: nodes(pull.extend({ ...reviewAnswer.shape, comments })),
    }),
  ),
});

const pulls = z.object({ pageInfo: forwards, nodes: z.array(pull) });

const file = z
  .object({
    /** In decimal. */
    mode: z.number(),
    object: z
      .object({
        text: z.string().nullish(),
        isBinary: z.boolean().nullish(),
        isTruncated: z.boolean().optional(),
        byteSize: z.number().optional(),
      })
      .nullable(),
  })
  .nullable();

const issues = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean() }),
  nodes: z.array(
    z.object({
      number: z.number(),
      url: z.string(),
      title: z.string(),
      body: z.string(),
      state: z.string(),
      author,
      labels,
      comments,
    }),
  ),
});

const tip = z.intersection(
  commit.extend({
    history: nodes(z.object({ messageHeadline: z.string(), parents: z.object({ totalCount: z.number() }) })),
  }),
  z.record(z.string(), z.unknown()),
);

export const overviewAnswer = z.object({
  repository: z.object({
    id: z.string(),
    nameWithOwner: z.string().regex(/^[^/]+\/[^/]+$/),
    isArchived: z.boolean(),
    defaultBranchRef: z.object({ name: z.string(), target: tip.nullable() }).nullable(),
    refs: branches.nullable(),
    pullRequests: pulls,
    issues: issues.optional(),
  }),
});

export const branchesAnswer = z.object({ repository: z.object({ refs: branches.nullable() }) });

export const pullsAnswer = z.object({ repository: z.object({ pullRequests: pulls }) });

export const fileAnswer = file;

export type PullPage = z.infer<typeof pulls>;
export type SeenPull = z.infer<typeof pull>;
export type SeenBranch = z.infer<typeof branches>["nodes"][number];
export type BranchPage = z.infer<typeof branches>;
export type SeenIssue = z.infer<typeof issues>["nodes"][number];
export type CommentList = z.infer<typeof comments>;
export type SeenTip = z.infer<typeof tip>;
export type SeenFile = NonNullable<z.infer<typeof file>>;
