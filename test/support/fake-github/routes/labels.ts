import { loginOf } from "../http/actor.ts";
import { page } from "../http/pages.ts";
import { invalid, json, notFound, type Reply } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { labelJson } from "../json/label-json.ts";
import type { Issue } from "../state/issue.ts";
import { addLabel, ensureLabel, removeLabel } from "../state/labels.ts";
import { fullName } from "../state/world.ts";
import { findIssue } from "./find-issue.ts";

const longestName = 50;

export const labelRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/labels": (call) =>
      page(call, [...call.repository.labels.values()], `/repos/${fullName(call.repository)}/labels`, (each) =>
        labelJson(call, call.repository, each.name),
      ),
    "POST /repos/{owner}/{repo}/labels": createLabel,
    "GET /repos/{owner}/{repo}/labels/{name}": (call) => {
      const label = call.repository.labels.get((call.params["name"] ?? "").toLowerCase());
      if (label === undefined) throw notFound();
      return json(200, labelJson(call, call.repository, label.name));
    },
    "GET /repos/{owner}/{repo}/issues/{issue_number}/labels": (call) => carried(call, findIssue(call)),
    "POST /repos/{owner}/{repo}/issues/{issue_number}/labels": (call) => {
      const issue = findIssue(call);
      const by = loginOf(call.actor);
      for (const name of namesIn(call)) addLabel(call.world, call.repository, issue, name, by);
      return carried(call, issue);
    },
    "PUT /repos/{owner}/{repo}/issues/{issue_number}/labels": (call) => {
      const issue = findIssue(call);
      setLabels(call, issue, namesIn(call));
      return carried(call, issue);
    },
    "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}": (call) => {
      const issue = findIssue(call);
      const name = call.params["name"] ?? "";
      if (!removeLabel(call.world, call.repository, issue, name, loginOf(call.actor))) throw notFound();
      return carried(call, issue);
    },
  },
};

export function setLabels(call: RepositoryCall, issue: Issue, names: readonly string[]): void {
  const by = loginOf(call.actor);
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  for (const name of [...issue.labels]) {
    if (!wanted.has(name.toLowerCase())) removeLabel(call.world, call.repository, issue, name, by);
  }
  for (const name of names) addLabel(call.world, call.repository, issue, name, by);
}

/** `{ labels: [...] }`, where a label is a name or an object with a name. */
export function namesIn(call: RepositoryCall): string[] {
  const list = Array.isArray(call.body["labels"]) ? call.body["labels"] : [];
  const names = list.map((item: unknown) =>
    typeof item === "object" && item !== null && "name" in item ? String(item.name) : String(item),
  );
  names.forEach(checkName);
  return names;
}

/** GitHub cuts no label, it refuses it. */
function checkName(name: string): void {
  if (name.length <= longestName) return;
  const message = `name is too long (maximum is ${longestName} characters)`;
  throw invalid("Label", { field: "name", code: "custom", message });
}

function createLabel(call: RepositoryCall): Reply {
  const { name, color, description } = call.body;
  checkName(String(name));
  if (call.repository.labels.has(String(name).toLowerCase())) {
    throw invalid("Label", { code: "already_exists", field: "name" });
  }
  const label = ensureLabel(call.world, call.repository, String(name), {
    ...(typeof color === "string" ? { color } : {}),
    ...(typeof description === "string" ? { description } : {}),
  });
  return json(201, labelJson(call, call.repository, label.name));
}

function carried(call: RepositoryCall, issue: Issue): Reply {
  return json(
    200,
    issue.labels.map((name) => labelJson(call, call.repository, name)),
  );
}
