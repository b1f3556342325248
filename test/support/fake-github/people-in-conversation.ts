import { addComment, editComment, removeComment } from "./state/comments.ts";
import type { Comment, Issue } from "./state/issue.ts";
import { editIssue, type IssueChange, isPull, issueByNumber } from "./state/issues.ts";
import { addLabel, removeLabel } from "./state/labels.ts";
import { editPull } from "./state/pulls.ts";
import { addReviewComment, type ReviewCommentDraft } from "./state/review-comments.ts";
import { editReview } from "./state/reviews.ts";
import { existingRepository as existing, type Repository, type World } from "./state/world.ts";

/** What people write and edit in the browser. A wrong number is a mistake in the test and throws. */
export function peopleInConversation(world: World) {
  return {
    /** Answers the id of the comment. */
    comment(name: string, number: number, body: string, by = "octocat"): number {
      const { repository, issue } = found(world, name, number);
      return addComment(world, repository, issue, { author: by, body }).id;
    },

    editComment(name: string, id: number, body: string, by = "octocat"): void {
      const { repository, issue, comment } = written(world, name, id);
      editComment(world, repository, issue, comment, { body, by });
    },

    /** On a line of the diff. Answers the id of the comment. */
    commentOnLine(
      name: string,
      number: number,
      draft: Omit<ReviewCommentDraft, "author"> & { readonly by?: string },
    ): number {
      const { repository, issue } = found(world, name, number);
      if (!isPull(issue)) throw new Error(`${name}#${number} is no pull request`);
      return addReviewComment(world, repository, issue, { ...draft, author: draft.by ?? "octocat" }).id;
    },

    editReview(name: string, number: number, id: number, body: string, by = "octocat"): void {
      const { repository, issue } = found(world, name, number);
      const review = isPull(issue) ? issue.reviews.find((each) => each.id === id) : undefined;
      if (!isPull(issue) || review === undefined) throw new Error(`no review ${id}`);
      editReview(world, repository, issue, review, { body, by });
    },

    deleteComment(name: string, id: number, by = "octocat"): void {
      const { repository, issue, comment } = written(world, name, id);
      removeComment(world, repository, issue, comment, by);
    },

    /** Title and body of an issue or pull request; an issue can be closed and opened too. */
    edit(name: string, number: number, change: IssueChange, by = "octocat"): void {
      const { repository, issue } = found(world, name, number);
      if (isPull(issue)) editPull(world, repository, issue, change, by);
      else editIssue(world, repository, issue, change, by);
    },

    label(name: string, number: number, label: string, by = "octocat"): void {
      const { repository, issue } = found(world, name, number);
      addLabel(world, repository, issue, label, by);
    },

    unlabel(name: string, number: number, label: string, by = "octocat"): void {
      const { repository, issue } = found(world, name, number);
      removeLabel(world, repository, issue, label, by);
    },
  };
}

function found(
  world: World,
  name: string,
  number: number,
): { readonly repository: Repository; readonly issue: Issue } {
  const repository = existing(world, name);
  const issue = issueByNumber(repository, number);
  if (issue === undefined) throw new Error(`nothing is numbered ${name}#${number}`);
  return { repository, issue };
}

function written(
  world: World,
  name: string,
  id: number,
): { readonly repository: Repository; readonly issue: Issue; readonly comment: Comment } {
  const comment = existing(world, name).comments.get(id);
  if (comment === undefined) throw new Error(`no comment ${id}`);
  return { ...found(world, name, comment.issue), comment };
}
