// Refreshes contract/: the part of GitHub's own machine-readable descriptions that the fake is held to.
//
//   npm pack @octokit/openapi @octokit/graphql-schema @octokit/app-permissions    (385 MB unpacked: not a dependency)
//   npx tsx test/support/fake-github/vendor-contract.ts <folder with the three packages unpacked>
//
// To serve another route, add it to `operations`; to serve another GraphQL field, add it to `graphqlFields`.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Json, type JsonObject, plainSchema } from "./http/plain-schema.ts";
import { pruneGraphql } from "./vendor-graphql.ts";

const operations = [
  "GET /rate_limit",
  "GET /user",
  "GET /users/{username}",
  "GET /app",
  "GET /app/installations",
  "GET /app/installations/{installation_id}",
  "DELETE /app/installations/{installation_id}",
  "PUT /app/installations/{installation_id}/suspended",
  "DELETE /app/installations/{installation_id}/suspended",
  "POST /app/installations/{installation_id}/access_tokens",
  "GET /app/hook/deliveries",
  "GET /app/hook/deliveries/{delivery_id}",
  "POST /app/hook/deliveries/{delivery_id}/attempts",
  "GET /installation/repositories",
  "DELETE /installation/token",
  "GET /repos/{owner}/{repo}/installation",
  "GET /repos/{owner}/{repo}",
  "GET /repos/{owner}/{repo}/branches",
  "GET /repos/{owner}/{repo}/branches/{branch}",
  "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
  "GET /repos/{owner}/{repo}/commits",
  "GET /repos/{owner}/{repo}/commits/{ref}",
  "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
  "GET /repos/{owner}/{repo}/commits/{ref}/status",
  "GET /repos/{owner}/{repo}/commits/{ref}/statuses",
  "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls",
  "GET /repos/{owner}/{repo}/compare/{basehead}",
  "GET /repos/{owner}/{repo}/contents/{path}",
  "PUT /repos/{owner}/{repo}/contents/{path}",
  "GET /repos/{owner}/{repo}/tarball/{ref}",
  "GET /repos/{owner}/{repo}/git/ref/{ref}",
  "GET /repos/{owner}/{repo}/git/matching-refs/{ref}",
  "POST /repos/{owner}/{repo}/git/refs",
  "PATCH /repos/{owner}/{repo}/git/refs/{ref}",
  "DELETE /repos/{owner}/{repo}/git/refs/{ref}",
  "GET /repos/{owner}/{repo}/git/commits/{commit_sha}",
  "POST /repos/{owner}/{repo}/git/commits",
  "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
  "POST /repos/{owner}/{repo}/git/trees",
  "GET /repos/{owner}/{repo}/git/blobs/{file_sha}",
  "POST /repos/{owner}/{repo}/git/blobs",
  "POST /repos/{owner}/{repo}/check-runs",
  "GET /repos/{owner}/{repo}/check-runs/{check_run_id}",
  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
  "GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations",
  "GET /repos/{owner}/{repo}/pulls",
  "POST /repos/{owner}/{repo}/pulls",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}",
  "PATCH /repos/{owner}/{repo}/pulls/{pull_number}",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/merge",
  "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers",
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}",
  "PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}",
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/events",
  "PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals",
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments",
  "GET /repos/{owner}/{repo}/pulls/comments/{comment_id}",
  "PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}",
  "GET /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions",
  "POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions",
  "PUT /repos/{owner}/{repo}/pulls/{pull_number}/update-branch",
  "GET /repos/{owner}/{repo}/issues",
  "POST /repos/{owner}/{repo}/issues",
  "GET /repos/{owner}/{repo}/issues/{issue_number}",
  "PATCH /repos/{owner}/{repo}/issues/{issue_number}",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/timeline",
  "GET /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
  "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
  "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions/{reaction_id}",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/reactions",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/reactions",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/labels",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
  "PUT /repos/{owner}/{repo}/issues/{issue_number}/labels",
  "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}",
  "GET /repos/{owner}/{repo}/labels",
  "POST /repos/{owner}/{repo}/labels",
  "GET /repos/{owner}/{repo}/labels/{name}",
  "GET /repos/{owner}/{repo}/rules/branches/{branch}",
];

const [packages] = process.argv.slice(2);
if (packages === undefined) throw new Error("usage: vendor-contract.ts <folder with the unpacked packages>");
const target = path.join(import.meta.dirname, "contract");
const read = (file: string): string => readFileSync(path.join(packages, file), "utf8");

const openapi = JSON.parse(read("@octokit/openapi/generated/api.github.com.json")) as JsonObject;
const definitions: JsonObject = {};
write("rest.json", {
  operations: Object.fromEntries(operations.map((op) => [op, operation(op)])),
  definitions,
});
write("permissions.json", permissions());
writeFileSync(
  path.join(target, "schema.graphql"),
  pruneGraphql(read("@octokit/graphql-schema/schema.graphql")),
);

function write(file: string, value: JsonObject): void {
  writeFileSync(path.join(target, file), `${JSON.stringify(value)}\n`);
}

/** One operation as JSON Schema: its request body, and its answers by status. */
function operation(name: string): JsonObject {
  const [method = "", route = ""] = name.split(" ");
  const found = at(openapi, "paths", route, method.toLowerCase());
  const body = at(resolve(found["requestBody"] ?? {}), "content", "application/json")["schema"];
  const responses: JsonObject = {};
  for (const [status, response] of Object.entries(object(found["responses"]))) {
    responses[status] = plainSchema(
      at(resolve(response), "content", "application/json")["schema"] ?? true,
      define,
    );
  }
  return { ...(body === undefined ? {} : { body: plainSchema(body, define) }), responses };
}

function define(reference: string): Json {
  const name = reference.replace("#/components/schemas/", "");
  if (!Object.hasOwn(definitions, name)) {
    definitions[name] = true;
    definitions[name] = plainSchema(at(openapi, "components", "schemas", name), define);
  }
  return { $ref: `#/definitions/${name}` };
}

/** Which permissions open an operation, as `contents:write`; any one of them is enough. */
function permissions(): JsonObject {
  const known = JSON.parse(read("@octokit/app-permissions/generated/api.github.com.json")) as JsonObject;
  const shape = (op: string): string => op.replaceAll(/\{[^}]+\}/g, "{}").replace("/{}/{}/{}?", "/{}/{}");
  const result: JsonObject = {};
  for (const op of operations) {
    const opens: string[] = [];
    for (const [permission, levels] of Object.entries(at(known, "permissions"))) {
      for (const level of ["read", "write"]) {
        const routes = object(levels)[level];
        if (Array.isArray(routes) && routes.some((route) => shape(String(route)) === shape(op))) {
          opens.push(`${permission}:${level}`);
        }
      }
    }
    if (opens.length > 0) result[op] = opens;
  }
  return result;
}

function at(root: Json, ...keys: string[]): JsonObject {
  let node = object(root);
  for (const key of keys) node = object(node[key]);
  return node;
}

function resolve(node: Json): JsonObject {
  const found = object(node);
  return typeof found["$ref"] === "string" ? at(openapi, ...found["$ref"].slice(2).split("/")) : found;
}

function object(node: Json | undefined): JsonObject {
  return node !== null && typeof node === "object" && !Array.isArray(node) ? node : {};
}
