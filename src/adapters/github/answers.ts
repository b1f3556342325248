import { z } from "zod";
import { instant } from "../../core/model/index.ts";
import { PortError } from "../../ports/port-error.ts";
import type { Place } from "./failures.ts";

// Only what is read of GitHub's answers. Names of objects go into later request paths, so their form matters.
export const objectName = z.string().regex(/^[0-9a-f]{40}$/);

export const repositoryAnswer = z.object({
  id: z.number(),
  full_name: z.string(),
  name: z.string(),
  node_id: z.string(),
  default_branch: z.string(),
  archived: z.boolean(),
  owner: z.object({ login: z.string() }),
});

export const branchAnswer = z.object({
  name: z.string(),
  commit: z.object({
    sha: objectName,
    commit: z.object({ message: z.string(), tree: z.object({ sha: objectName }) }),
  }),
});

export const referenceAnswer = z.object({ ref: z.string(), object: z.object({ sha: objectName }) });

export const fileTreeAnswer = z.object({
  truncated: z.boolean(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      type: z.string(),
      sha: objectName,
      size: z.number().optional(),
    }),
  ),
});

export const newTreeAnswer = z.object({ sha: objectName });

export const newCommitAnswer = z.object({
  sha: objectName,
  verification: z.object({ verified: z.boolean() }),
});

export const blobAnswer = z.object({ content: z.string(), encoding: z.literal("base64") });

const time = z.iso.datetime({ offset: true }).transform((text) => instant(Date.parse(text)));

export const pullAnswer = z.object({
  number: z.number(),
  html_url: z.string(),
  state: z.string(),
  draft: z.boolean().optional(),
  labels: z.array(z.object({ name: z.string() })),
  created_at: time,
  closed_at: time.nullable(),
  merged_at: time.nullable(),
  updated_at: time,
  title: z.string(),
  body: z.string().nullable(),
  head: z.object({
    sha: objectName,
    ref: z.string(),
    // null when the fork it came from is gone.
    repo: z.object({ full_name: z.string() }).nullable(),
  }),
  base: z.object({ ref: z.string() }),
});

export const commitAnswer = z.object({
  sha: objectName,
  commit: z.object({ message: z.string(), tree: z.object({ sha: objectName }) }),
});

export const branchCommitAnswer = commitAnswer.extend({
  // null for a commit of somebody that the host does not know.
  committer: z.object({ login: z.string().optional() }).nullable(),
  parents: z.array(z.object({ sha: objectName })),
});

const login = z.object({ login: z.string() });

export const closedAnswer = z.object({
  repository: z.object({
    pullRequest: z.object({
      // null for an account that is gone.
      timelineItems: z.object({ nodes: z.array(z.object({ actor: login.nullable().optional() })) }),
    }),
  }),
});

export const pullStateAnswer = z.object({ node_id: z.string(), merged: z.boolean() });

export const reviewAnswer = z.object({
  mergeable: z.string(),
  isInMergeQueue: z.boolean().optional(),
  autoMergeRequest: z.object({ enabledAt: z.string().nullable() }).nullable(),
  reviewDecision: z.string().nullable(),
  latestOpinionatedReviews: z.object({ nodes: z.array(z.object({ state: z.string() })) }).nullable(),
});

/** By the alias of each. */
export const reviewsAnswer = z.object({
  repository: z.record(z.string().regex(/^p[1-9]\d*$/), reviewAnswer.nullable()),
});

export const installationAnswer = z.object({
  id: z.number(),
  app_slug: z.string(),
  // What its owner granted: `contents: write`.
  permissions: z.record(z.string(), z.string()).optional(),
});

export const installationsAnswer = z.array(
  z.object({
    id: z.number(),
    // null for an enterprise, which has no repositories of its own.
    account: z.object({ login: z.string() }).nullable(),
    suspended_at: z.string().nullish(),
  }),
);

export const installedRepositoriesAnswer = z.object({
  repositories: z.array(z.object({ full_name: z.string(), archived: z.boolean() })),
});

export const deliveriesAnswer = z.array(
  z.object({
    // Larger than a number can hold in theory, so whoever uses it checks.
    id: z.number(),
    guid: z.string(),
    delivered_at: z.iso.datetime({ offset: true }),
    status_code: z.number(),
  }),
);

export const tokenAnswer = z.object({
  token: z.string().min(1),
  expires_at: z.iso.datetime({ offset: true }),
});

/** The answer as described, or a PortError: a proxy, a sign-in page or a cut connection answers something else. */
export function readAnswer<S extends z.ZodType>(schema: S, data: unknown, place: Place): z.infer<S> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const line = `${place.host} does not answer like the GitHub API; check the GitHub address`;
  throw new PortError("github", "bad-answer", line, { retryable: true });
}
