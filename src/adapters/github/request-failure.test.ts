import { RequestError } from "@octokit/request-error";
import { expect, test } from "vitest";
import { asRequestFailure, mayHaveHappened, oneLine } from "./request-failure.ts";

test("text from a server becomes one bounded line without anything that looks like a credential", () => {
  const hostile = `a\nb\u001b[31m ghs_abcDEF123 github_pat_11AA_x eyJhbGciOi.eyJpc3Mi.c2ln \u202e${"x".repeat(999)}`;
  const line = oneLine(hostile);
  expect(line).toMatch(/^a b \[31m \[credential\] \[credential\] \[credential\] x+$/);
  expect(line.length).toBe(300);
});

function answered(status: number, data: unknown, headers: Record<string, string> = {}): RequestError {
  return new RequestError("failed", status, {
    request: { method: "GET", url: "https://api.github.com/x", headers: {} },
    response: {
      status,
      url: "https://api.github.com/x",
      headers: { "content-type": "application/json", ...headers },
      data,
    },
  });
}

test("the reason of a refusal is read from its errors", () => {
  const data = { message: "Validation Failed", errors: [{ message: "No commits" }, { field: "head" }, 7] };
  expect(asRequestFailure(answered(422, data))).toMatchObject({
    message: "Validation Failed: No commits; head",
    limit: null,
  });
});

test("the permission that was missing is read from GitHub's header", () => {
  const headers = { "x-accepted-github-permissions": "contents=write; pull_requests=write" };
  expect(asRequestFailure(answered(403, { message: "no" }, headers))).toMatchObject({
    permissions: "Contents: write, Pull requests: write",
  });
});

test("only an answer that proves a refusal says that a write did not happen", () => {
  expect(mayHaveHappened(answered(422, {}))).toBe(false);
  expect(mayHaveHappened(answered(502, {}))).toBe(true);
  const reset = new RequestError("socket hang up", 500, {
    request: { method: "POST", url: "https://api.github.com/x", headers: {} },
  });
  expect(mayHaveHappened(reset)).toBe(true);
  expect(mayHaveHappened(new TypeError("a bug"))).toBe(false);
});
