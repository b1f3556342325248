import { loginOf } from "../http/actor.ts";
import { page } from "../http/pages.ts";
import { json, type Reply } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { fullIssueJson, issueJson } from "../json/issue-json.ts";
import { timelineJson } from "../json/timeline-json.ts";
import { addIssue, editIssue, isPull } from "../state/issues.ts";
import { fullName } from "../state/world.ts";
import { changeIn } from "./change-in.ts";
import { findIssue } from "./find-issue.ts";
import { namesIn, setLabels } from "./labels.ts";
import { changePull } from "./pulls.ts";

export const issueRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/issues": listIssues,
    "POST /repos/{owner}/{repo}/issues": (call) => {
      const { world, repository } = call;
      const { title = "", body = null } = changeIn(call.body);
      const issue = addIssue(world, repository, { author: loginOf(call.actor), title, body });
      setLabels(call, issue, namesIn(call));
      return json(201, fullIssueJson(call, repository, issue));
    },
    "GET /repos/{owner}/{repo}/issues/{issue_number}": (call) => {
      return json(200, fullIssueJson(call, call.repository, findIssue(call)));
    },
    "PATCH /repos/{owner}/{repo}/issues/{issue_number}": updateIssue,
    "GET /repos/{owner}/{repo}/issues/{issue_number}/timeline": (call) => {
      const issue = findIssue(call);
      const path = `/repos/${fullName(call.repository)}/issues/${issue.number}/timeline`;
      return page(call, issue.timeline, path, (each) => timelineJson(call, call.repository, issue, each));
    },
  },
};

/** GitHub lists pull requests among issues. */
function listIssues(call: RepositoryCall): Reply {
  const { repository, query } = call;
  const state = query.get("state") ?? "open";
  const creator = query.get("creator");
  const labels = (query.get("labels") ?? "").split(",").filter(Boolean);
  const since = query.get("since");
  const found = [...repository.issues.values(), ...repository.pulls.values()].filter(
    (each) =>
      (state === "all" || each.state === state) &&
      (creator === null || each.author.toLowerCase() === creator.toLowerCase()) &&
      (since === null || Date.parse(each.updatedAt) >= Date.parse(since)) &&
      labels.every((label) => each.labels.some((own) => own.toLowerCase() === label.toLowerCase())),
  );
  const visible = found.filter((each) => !each.listLag.hides());
  const byUpdate = query.get("sort") === "updated";
  visible.sort((a, b) =>
    byUpdate ? a.updatedAt.localeCompare(b.updatedAt) || a.number - b.number : a.number - b.number,
  );
  if (query.get("direction") !== "asc") visible.reverse();
  return page(call, visible, `/repos/${fullName(repository)}/issues`, (each) =>
    issueJson(call, repository, each),
  );
}

async function updateIssue(call: RepositoryCall): Promise<Reply> {
  const { body, repository } = call;
  const issue = findIssue(call);
  const change = changeIn(body);
  if (isPull(issue)) await changePull(call, issue, change);
  else editIssue(call.world, repository, issue, change, loginOf(call.actor));
  if (Array.isArray(body["labels"])) setLabels(call, issue, namesIn(call));
  return json(200, fullIssueJson(call, repository, issue));
}
