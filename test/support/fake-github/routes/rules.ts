import { json } from "../http/reply.ts";
import type { Routes } from "../http/router.ts";
import { type BranchRules, fullName } from "../state/world.ts";

type Fields = Readonly<Record<string, unknown>>;

export const ruleRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/rules/branches/{branch}": ({ repository, params }) => {
      const source = {
        ruleset_source_type: "Repository",
        ruleset_source: fullName(repository),
        ruleset_id: repository.id,
      };
      const rules = rulesJson(repository.rules.get(params["branch"] ?? "") ?? {});
      return json(
        200,
        rules.map((rule) => ({ ...rule, ...source })),
      );
    },
  },
};

function rulesJson({ approvals, checks, mergeQueue, dismissStaleReviews = false }: BranchRules): Fields[] {
  const rules: Fields[] = [];
  if (approvals !== undefined) {
    const parameters = {
      dismiss_stale_reviews_on_push: dismissStaleReviews,
      require_code_owner_review: false,
      require_last_push_approval: false,
      required_approving_review_count: approvals,
      required_review_thread_resolution: false,
    };
    rules.push({ type: "pull_request", parameters });
  }
  if (checks !== undefined) {
    const required = checks.map((context) => ({ context }));
    const parameters = { required_status_checks: required, strict_required_status_checks_policy: false };
    rules.push({ type: "required_status_checks", parameters });
  }
  if (mergeQueue === true) {
    const limits = { max_entries_to_build: 5, max_entries_to_merge: 5, min_entries_to_merge: 1 };
    const waits = { check_response_timeout_minutes: 60, min_entries_to_merge_wait_minutes: 5 };
    const parameters = { ...limits, ...waits, grouping_strategy: "ALLGREEN", merge_method: "MERGE" };
    rules.push({ type: "merge_queue", parameters });
  }
  return rules;
}
