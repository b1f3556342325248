import { z } from "zod";

// What is read of GitHub's answers about what people say.
const person = z.object({ login: z.string(), type: z.string() });

// null: the account is gone.
const author = person.nullable();

const time = z.iso.datetime({ offset: true });

export const viewerAnswer = z.object({ viewer: z.object({ login: z.string() }) });

export const permissionAnswer = z.object({
  permission: z.string(),
  role_name: z.string(),
  user: z
    .object({
      permissions: z
        .object({
          pull: z.boolean().optional(),
          triage: z.boolean().optional(),
          push: z.boolean().optional(),
          maintain: z.boolean().optional(),
          admin: z.boolean().optional(),
        })
        .optional(),
    })
    .nullable(),
});

export const commentAnswer = z.object({
  id: z.number(),
  html_url: z.string(),
  issue_url: z.string(),
  body: z.string().nullish(),
  user: author,
  created_at: time,
  updated_at: time,
});

export const reviewCommentAnswer = commentAnswer
  .omit({ issue_url: true })
  .extend({ pull_request_url: z.string() });

/** Not edited: null. No answer at all counts as edited. */
export const editedAnswer = z.object({
  node: z.object({ lastEditedAt: time.nullable().optional() }).nullable(),
});

export const reviewAnswer = z.object({
  id: z.number(),
  node_id: z.string(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: author,
  submitted_at: time.optional(),
});

export const reactionAnswer = z.object({ content: z.string(), user: person.nullable() });

export const issueAnswer = z.object({
  number: z.number(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  user: author,
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
  pull_request: z.object({ merged_at: z.string().nullish() }).optional(),
});

export const checkRunAnswer = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  external_id: z.string().nullish(),
  output: z.object({ annotations_count: z.number() }),
  app: z.object({ slug: z.string().optional() }).nullable(),
});

export const checkRunsAnswer = z.object({ check_runs: z.array(checkRunAnswer) });
